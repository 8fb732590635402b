#include "dsp/mel_match.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace arioso::dsp {

namespace {
/// Largest correction of a round, natural log: more would raise noise where nothing sounds.
constexpr float kLargestStep = 1.5F;
}  // namespace

MelMatcher::MelMatcher() : shares_(kBins) {
    const auto bank = melFilterBank();
    for (int bin = 0; bin < kBins; ++bin) {
        float sum = 0.0F;
        auto& shares = shares_[static_cast<std::size_t>(bin)];
        for (int band = 0; band < kMelBands; ++band) {
            const float weight = bank[static_cast<std::size_t>(band * kBins + bin)];
            if (weight <= 0.0F) continue;
            shares.push_back({band, weight});
            sum += weight;
        }
        for (auto& share : shares) share.weight /= sum;
    }
    // Bins that no band covers follow their neighbours: nobody else has a say about them.
    const auto covered = [](const std::vector<Share>& shares) { return !shares.empty(); };
    const auto first = std::find_if(shares_.begin(), shares_.end(), covered);
    std::fill(shares_.begin(), first, *first);
    for (auto bin = first + 1; bin != shares_.end(); ++bin) {
        if (bin->empty()) *bin = *(bin - 1);
    }
}

void MelMatcher::scaleFrame(std::span<std::complex<float>> bins, std::span<const float> wanted,
                            std::span<const float> found) {
    std::array<float, kMelBands> gains{};
    for (std::size_t band = 0; band < gains.size(); ++band) {
        gains[band] = std::exp(std::clamp(wanted[band] - found[band], -kLargestStep, kLargestStep));
    }
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        float gain = 0.0F;
        for (const auto& share : shares_[bin]) {
            gain += share.weight * gains[static_cast<std::size_t>(share.band)];
        }
        bins[bin] *= gain;
    }
}

void MelMatcher::match(std::span<std::complex<float>> spectrum, std::span<const float> logMel,
                       std::int64_t frames, int rounds) {
    constexpr std::int64_t kTrailing = kFftSize / kHop - 1;
    signal_.resize(static_cast<std::size_t>((frames + kTrailing) * kHop));
    found_.resize(static_cast<std::size_t>(frames) * kMelBands);
    for (int round = 0; round < rounds; ++round) {
        istft_.reset(0);
        for (std::int64_t frame = 0; frame < frames + kTrailing; ++frame) {
            const auto hop =
                std::span(signal_).subspan(static_cast<std::size_t>(frame * kHop), kHop);
            if (frame < frames) {
                istft_.push(spectrum.subspan(static_cast<std::size_t>(frame * kBins), kBins), hop);
            } else {
                istft_.drain(hop);
            }
        }
        stft_.analyse(signal_, -kFftSize / 2, 0, frames, spectrum);
        mel_.fromSpectrum(spectrum, frames, found_);
        for (std::int64_t frame = 0; frame < frames; ++frame) {
            const auto at = static_cast<std::size_t>(frame * kMelBands);
            scaleFrame(spectrum.subspan(static_cast<std::size_t>(frame * kBins), kBins),
                       logMel.subspan(at, kMelBands), std::span(found_).subspan(at, kMelBands));
        }
    }
}

}  // namespace arioso::dsp
