#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "dsp/audio_format.h"
#include "dsp/philox.h"

namespace arioso::dsp::test {

/// Block sizes that every streaming stage must give the same bits at.
inline constexpr std::size_t kBlockSizes[] = {1, 7, 64, 255, 256, 4096};

inline std::vector<float> sine(double hz, double amplitude, std::size_t samples,
                               int sampleRate = kSampleRate) {
    std::vector<float> out(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        const double turns = hz * static_cast<double>(i) / sampleRate;
        out[i] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * turns));
    }
    return out;
}

inline std::vector<float> whiteNoise(std::uint64_t seed, float rms, std::size_t samples) {
    const Philox random(seed);
    std::vector<float> out(samples);
    for (std::size_t i = 0; i < samples; ++i) out[i] = rms * random.normal(i);
    return out;
}

inline double rms(std::span<const float> signal) {
    double sum = 0.0;
    for (const float sample : signal) sum += static_cast<double>(sample) * sample;
    return std::sqrt(sum / static_cast<double>(signal.size()));
}

inline double decibels(double ratio) {
    return 20.0 * std::log10(ratio);
}

}  // namespace arioso::dsp::test
