#include "dsp/mixer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"

namespace arioso::dsp {

namespace {

/// Samples between two readings of the curves; far below their smoothing time.
constexpr std::int64_t kGrid = 64;
constexpr float kSilenceDb = -90.0F;

std::int64_t gridBelow(std::int64_t sample) {
    return (sample >= 0 ? sample : sample - (kGrid - 1)) / kGrid * kGrid;
}

}  // namespace

ChannelStrip::ChannelStrip(const StripSettings& settings)
    : gainDb_(settings.gainDb),
      levels_(settings.levels, 0.0F),
      pans_(settings.pans, settings.pan) {}

ChannelStrip::Gains ChannelStrip::gainsAt(std::int64_t sample) const noexcept {
    const double seconds = static_cast<double>(sample) / kSampleRate;
    const float db = levels_.at(seconds);
    const float gain = db <= kSilenceDb ? 0.0F : std::pow(10.0F, (db + gainDb_) / 20.0F);
    const float place = std::clamp(pans_.at(seconds), -1.0F, 1.0F);
    const float angle = (place + 1.0F) * (std::numbers::pi_v<float> / 4.0F);
    return {gain * std::cos(angle), gain * std::sin(angle)};
}

void ChannelStrip::add(std::span<const float> stem, std::int64_t start,
                       AudioView out) const noexcept {
    const std::int64_t stop = start + static_cast<std::int64_t>(stem.size());
    const auto left = out.channel(0);
    const auto right = out.channel(1);
    std::int64_t at = start;
    while (at < stop) {
        const std::int64_t node = gridBelow(at);
        const std::int64_t end = std::min(stop, node + kGrid);
        const Gains from = gainsAt(node);
        const Gains to = gainsAt(node + kGrid);
        const float leftStep = (to.left - from.left) / kGrid;
        const float rightStep = (to.right - from.right) / kGrid;
        for (; at < end; ++at) {
            const auto i = static_cast<std::size_t>(at - start);
            const auto inside = static_cast<float>(at - node);
            left[i] += stem[i] * (from.left + leftStep * inside);
            right[i] += stem[i] * (from.right + rightStep * inside);
        }
    }
}

void addInto(AudioView out, AudioView in, float gain) noexcept {
    for (int channel = 0; channel < out.channels(); ++channel) {
        const auto source = in.channel(channel);
        const auto target = out.channel(channel);
        for (std::size_t i = 0; i < target.size(); ++i) target[i] += gain * source[i];
    }
}

void scale(AudioView block, float gain) noexcept {
    for (int channel = 0; channel < block.channels(); ++channel) {
        for (float& sample : block.channel(channel)) sample *= gain;
    }
}

}  // namespace arioso::dsp
