#include "dsp/mel_inverse.h"

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/mel.h"

namespace arioso::dsp {

namespace {

constexpr int kUpdates = 48;
constexpr float kTiny = 1e-12F;

}  // namespace

MelInverse::MelInverse()
    : bins_(kBins),
      bandSums_(kMelBands),
      target_(kMelBands),
      estimate_(kMelBands),
      numerator_(kBins) {
    const std::vector<float> bank = melFilterBank();
    for (int band = 0; band < kMelBands; ++band) {
        for (int bin = 0; bin < kBins; ++bin) {
            const float weight = bank[static_cast<std::size_t>(band * kBins + bin)];
            if (weight <= 0.0F) continue;
            bins_[static_cast<std::size_t>(bin)].push_back({band, weight});
            bandSums_[static_cast<std::size_t>(band)] += weight;
        }
    }
}

void MelInverse::invert(std::span<const float> logMel, std::int64_t frames,
                        std::span<float> magnitudes) {
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        const auto mel = logMel.subspan(static_cast<std::size_t>(frame) * kMelBands, kMelBands);
        const auto out = magnitudes.subspan(static_cast<std::size_t>(frame) * kBins, kBins);
        for (std::size_t band = 0; band < target_.size(); ++band) {
            const float level = std::exp(mel[band]);
            // What lies at the floor was silence, not a level.
            target_[band] = level > 1.001F * kLogFloor ? level : 0.0F;
        }
        for (std::size_t bin = 0; bin < out.size(); ++bin) {
            float start = 0.0F;
            float wanted = 0.0F;
            for (const Tap& tap : bins_[bin]) {
                const auto band = static_cast<std::size_t>(tap.band);
                start += tap.weight * target_[band] / bandSums_[band];
                wanted += tap.weight * target_[band];
            }
            out[bin] = start;
            numerator_[bin] = wanted;
        }
        for (int update = 0; update < kUpdates; ++update) {
            std::fill(estimate_.begin(), estimate_.end(), 0.0F);
            for (std::size_t bin = 0; bin < out.size(); ++bin) {
                for (const Tap& tap : bins_[bin]) {
                    estimate_[static_cast<std::size_t>(tap.band)] += tap.weight * out[bin];
                }
            }
            for (std::size_t bin = 0; bin < out.size(); ++bin) {
                float reached = kTiny;
                for (const Tap& tap : bins_[bin]) {
                    reached += tap.weight * estimate_[static_cast<std::size_t>(tap.band)];
                }
                out[bin] *= numerator_[bin] / reached;
            }
        }
    }
}

}  // namespace arioso::dsp
