#include "dsp/griffin_lim.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/philox.h"

namespace arioso::dsp {

namespace {

/// `value` brought to length `magnitude`; its direction is arbitrary where it has none.
std::complex<float> withMagnitude(std::complex<float> value, float magnitude) {
    const float length = std::sqrt(value.real() * value.real() + value.imag() * value.imag());
    if (!(length > 1e-20F)) return {magnitude, 0.0F};
    const float gain = magnitude / length;
    return {value.real() * gain, value.imag() * gain};
}

}  // namespace

void GriffinLim::synthesise(std::int64_t firstFrame, std::int64_t frames) {
    istft_.reset(firstFrame);
    constexpr std::int64_t kTrailing = kFftSize / kHop - 1;
    signal_.resize(static_cast<std::size_t>((frames + kTrailing) * kHop));
    for (std::int64_t frame = 0; frame < frames + kTrailing; ++frame) {
        const auto at = static_cast<std::size_t>(frame);
        const auto hop = std::span(signal_).subspan(at * kHop, kHop);
        if (frame < frames) {
            istft_.push(std::span(spectrum_).subspan(at * kBins, kBins), hop);
        } else {
            istft_.drain(hop);
        }
    }
}

void GriffinLim::fromMagnitudes(std::span<const float> magnitudes, std::int64_t firstFrame,
                                std::int64_t frames, const GriffinLimSettings& settings,
                                std::span<float> out) {
    const std::size_t count = static_cast<std::size_t>(frames) * kBins;
    spectrum_.resize(count);
    rebuilt_.resize(count);
    previous_.assign(count, {});
    const Philox random(settings.seed, settings.stream);
    for (std::size_t i = 0; i < count; ++i) {
        const auto index = static_cast<std::uint64_t>(firstFrame * kBins) + i;
        const float angle = 2.0F * std::numbers::pi_v<float> * random.uniform(index);
        spectrum_[i] = {magnitudes[i] * std::cos(angle), magnitudes[i] * std::sin(angle)};
    }
    const std::int64_t signalStart = firstFrame * kHop - kFftSize / 2;
    for (int iteration = 0; iteration < settings.iterations; ++iteration) {
        synthesise(firstFrame, frames);
        stft_.analyse(signal_, signalStart, firstFrame, frames, rebuilt_);
        const float momentum = iteration == 0 ? 0.0F : settings.momentum;
        for (std::size_t i = 0; i < count; ++i) {
            const std::complex<float> step = rebuilt_[i] - previous_[i];
            spectrum_[i] = withMagnitude(rebuilt_[i] + momentum * step, magnitudes[i]);
        }
        std::swap(rebuilt_, previous_);
    }
    synthesise(firstFrame, frames);
    std::copy_n(signal_.begin() + kFftSize / 2, static_cast<std::size_t>(frames) * kHop,
                out.begin());
}

void GriffinLim::fromLogMel(std::span<const float> logMel, std::int64_t firstFrame,
                            std::int64_t frames, const GriffinLimSettings& settings,
                            std::span<float> out) {
    magnitudes_.resize(static_cast<std::size_t>(frames) * kBins);
    inverse_.invert(logMel, frames, magnitudes_);
    fromMagnitudes(magnitudes_, firstFrame, frames, settings, out);
}

}  // namespace arioso::dsp
