#include "dsp/watermark.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/stft.h"
#include "dsp/watermark_code.h"

namespace arioso::dsp {
namespace {

constexpr auto kSize = static_cast<std::size_t>(kFftSize);
constexpr auto kStep = static_cast<std::size_t>(kHop);
constexpr auto kHalf = static_cast<std::size_t>(kBins);
constexpr float kWindowSum = 1.5F;  // of squared Hann windows, four deep
constexpr float kStrength = 0.7F;   // of the masked amplitude: 3 dB under the threshold
// What a frame changes spreads over all of it, also to where a note has not begun yet.
constexpr std::size_t kPart = 256;  // samples, 6 ms
constexpr std::size_t kParts = kSize / kPart;
constexpr float kBeside = 0.25F;  // energy of the change against the sound's, in each part
constexpr float kAfter = 0.5F;    // of the energy of a part that masks the next
constexpr float kTiny = 1e-30F;
constexpr float kMost = 0.28F;  // amplitude: 2.1 dB, also where more would be hidden

/// Louder (+1) or softer (-1), by slot and bin, and 0 outside the bands.
std::vector<std::vector<float>> signsOf(std::uint64_t payload, const WatermarkKey& key) {
    const WatermarkLayout layout(key);
    const std::vector<std::uint8_t> coded = encodeWatermark(payload);
    const auto& edges = WatermarkLayout::edges();
    std::vector<std::vector<float>> signs(WatermarkLayout::kSlots, std::vector<float>(kHalf));
    for (std::size_t slot = 0; slot < signs.size(); ++slot) {
        for (std::size_t k = 0; k < kHalf; ++k) {
            const double hz = static_cast<double>(k) * kSampleRate / kFftSize;
            const auto above = std::upper_bound(edges.begin(), edges.end(), hz);
            if (above == edges.begin() || above == edges.end()) continue;
            const auto& cell =
                layout.cell(slot, static_cast<std::size_t>(above - edges.begin()) - 1);
            const bool one = cell.bit == WatermarkLayout::kFinds ||
                             coded[static_cast<std::size_t>(cell.bit)] != 0;
            signs[slot][k] = one ? cell.sign : -cell.sign;
        }
    }
    return signs;
}

}  // namespace

void Watermarker::prepare(int channels, std::uint64_t payload, const WatermarkKey& key) {
    signs_ = signsOf(payload, key);
    channels_.assign(static_cast<std::size_t>(channels), {});
    for (Channel& channel : channels_) {
        channel.input.resize(kSize);
        channel.change.resize(kSize);
    }
    fft_ = std::make_unique<RealFft>(kFftSize);
    masking_ = std::make_unique<MaskingModel>(kHalf, kSampleRate);
    window_ = hannWindow(kFftSize);
    scratch_.resize(kSize);
    spectrum_.resize(kHalf);
    power_.resize(kHalf);
    reset();
}

void Watermarker::reset() noexcept {
    for (Channel& channel : channels_) {
        std::fill(channel.input.begin(), channel.input.end(), 0.0F);
        std::fill(channel.change.begin(), channel.change.end(), 0.0F);
    }
    at_ = 0;
    position_ = 0;
}

std::size_t Watermarker::latency() const noexcept {
    return kSize;
}

void Watermarker::process(AudioView block) noexcept {
    for (std::size_t done = 0; done < block.frames();) {
        const std::size_t count = std::min(kStep - at_ % kStep, block.frames() - done);
        for (std::size_t c = 0; c < channels_.size(); ++c) {
            const auto samples = block.channel(static_cast<int>(c)).subspan(done, count);
            for (std::size_t i = 0; i < count; ++i) {
                float& in = channels_[c].input[at_ + i];
                float& change = channels_[c].change[at_ + i];
                const float marked = in + change;
                in = samples[i];
                change = 0.0F;
                samples[i] = marked;
            }
        }
        at_ = (at_ + count) % kSize;
        position_ += static_cast<std::int64_t>(count);
        done += count;
        if (at_ % kStep == 0) frame();
    }
}

void Watermarker::frame() noexcept {
    for (Channel& channel : channels_) mark(channel);
}

void Watermarker::mark(Channel& channel) noexcept {
    // The oldest sample of the ring is the next to be replaced.
    for (std::size_t i = 0; i < kSize; ++i)
        scratch_[i] = window_[i] * channel.input[(at_ + i) % kSize];
    fft_->forward(scratch_, spectrum_);
    for (std::size_t k = 0; k < kHalf; ++k) power_[k] = std::norm(spectrum_[k]);
    masking_->analyse(power_);
    const double centre = static_cast<double>(position_) - 0.5 * kFftSize;
    const double slots = centre / kSampleRate / WatermarkLayout::kSlotSeconds;
    const auto count = static_cast<std::int64_t>(WatermarkLayout::kSlots);
    const auto slot = static_cast<std::int64_t>(std::floor(slots));
    const std::vector<float>& signs =
        signs_[static_cast<std::size_t>((slot % count + count) % count)];
    std::array<float, MaskingModel::kBands> depth{};
    for (std::size_t band = 0; band < depth.size(); ++band) {
        const double hidden = masking_->threshold(band) / std::max(masking_->energy(band), 1e-30);
        depth[band] = std::min(kStrength * static_cast<float>(std::sqrt(hidden)), kMost);
    }
    for (std::size_t k = 0; k < kHalf; ++k) spectrum_[k] *= signs[k] * depth[masking_->bandOf(k)];
    fft_->inverse(spectrum_, scratch_);
    for (std::size_t i = 0; i < kSize; ++i) scratch_[i] *= window_[i] / kWindowSum;
    stayUnder(channel);
    for (std::size_t i = 0; i < kSize; ++i) channel.change[(at_ + i) % kSize] += scratch_[i];
}

void Watermarker::stayUnder(const Channel& channel) noexcept {
    std::array<float, kParts> share{};
    float heard = 0.0F;
    for (std::size_t p = 0; p < kParts; ++p) {
        float sound = 0.0F;
        float change = 0.0F;
        for (std::size_t i = p * kPart; i < (p + 1) * kPart; ++i) {
            const float own =
                window_[i] * window_[i] / kWindowSum * channel.input[(at_ + i) % kSize];
            sound += own * own;
            change += scratch_[i] * scratch_[i];
        }
        // Where sound begins out of silence, its part begins silent.
        const bool begins = heard == 0.0F && channel.input[(at_ + p * kPart) % kSize] == 0.0F;
        heard = std::max(sound, kAfter * heard);
        if (!begins) share[p] = std::sqrt(std::min(1.0F, kBeside * heard / (change + kTiny)));
    }
    for (std::size_t p = 0; p < kParts; ++p) {
        // Lines between the parts' edges, where the smaller of two shares holds.
        const float left = std::min(share[p], share[p > 0 ? p - 1 : p]);
        const float right = std::min(share[p], share[p + 1 < kParts ? p + 1 : p]);
        for (std::size_t i = 0; i < kPart; ++i)
            scratch_[p * kPart + i] *=
                left + (right - left) * (static_cast<float>(i) / static_cast<float>(kPart));
    }
}

AudioBuffer watermarked(const AudioBuffer& in, std::uint64_t payload, const WatermarkKey& key) {
    Watermarker marker;
    marker.prepare(in.channels(), payload, key);
    AudioBuffer padded(in.channels(), in.frames() + marker.latency());
    for (int c = 0; c < in.channels(); ++c)
        std::copy(in.channel(c).begin(), in.channel(c).end(), padded.channel(c).begin());
    marker.process(padded.view());
    AudioBuffer out(in.channels(), in.frames());
    for (int c = 0; c < in.channels(); ++c)
        std::copy_n(padded.channel(c).begin() + static_cast<std::ptrdiff_t>(marker.latency()),
                    in.frames(), out.channel(c).begin());
    return out;
}

}  // namespace arioso::dsp
