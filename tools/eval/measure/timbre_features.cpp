#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"
#include "tools/eval/measure/timbre_classifier.h"

namespace arioso::eval {
namespace {

constexpr std::size_t kBands = dsp::kMelBands;
constexpr std::size_t kCoefficients = 20;  // 0 is the level
constexpr std::size_t kStretch = 260;      // frames: 3 s
constexpr std::size_t kStride = 65;
constexpr double kSilenceNepers = 5.2;  // 45 dB under the loudest frame
// The model is not meant to reproduce what lies 70 dB below the loudest band, nor is it heard.
constexpr float kFloorNepers = 8.0F;

using Cepstrum = std::array<double, kCoefficients>;

const std::vector<double>& cosines() {
    static const std::vector<double> table = [] {
        std::vector<double> t(kCoefficients * kBands);
        for (std::size_t c = 0; c < kCoefficients; ++c) {
            for (std::size_t b = 0; b < kBands; ++b) {
                t[c * kBands + b] = std::cos(std::numbers::pi * static_cast<double>(c) *
                                             (static_cast<double>(b) + 0.5) / kBands) *
                                    2.0 / kBands;
            }
        }
        return t;
    }();
    return table;
}

std::vector<Cepstrum> cepstra(std::span<const float> logMel) {
    const std::size_t frames = logMel.size() / kBands;
    const float loudest = frames > 0 ? *std::ranges::max_element(logMel) : 0.0F;
    std::vector<Cepstrum> result(frames);
    for (std::size_t t = 0; t < frames; ++t) {
        for (std::size_t c = 0; c < kCoefficients; ++c) {
            double sum = 0.0;
            for (std::size_t b = 0; b < kBands; ++b) {
                const float value = std::max(logMel[t * kBands + b], loudest - kFloorNepers);
                sum += cosines()[c * kBands + b] * static_cast<double>(value);
            }
            result[t][c] = sum;
        }
    }
    return result;
}

double frameLevel(std::span<const float> logMel, std::size_t frame) {
    return *std::max_element(logMel.begin() + static_cast<std::ptrdiff_t>(frame * kBands),
                             logMel.begin() + static_cast<std::ptrdiff_t>((frame + 1) * kBands));
}

TimbreFeatures describe(const std::vector<Cepstrum>& all,
                        const std::vector<std::size_t>& sounding) {
    TimbreFeatures features;
    const auto count = static_cast<double>(sounding.size());
    for (std::size_t c = 0; c < kCoefficients; ++c) {
        double sum = 0.0;
        double squares = 0.0;
        double movement = 0.0;
        double rise = 0.0;
        for (const std::size_t t : sounding) {
            sum += all[t][c];
            squares += all[t][c] * all[t][c];
            const double step = t > 0 ? all[t][c] - all[t - 1][c] : 0.0;
            movement += std::abs(step);
            rise += std::max(0.0, step);
        }
        const double average = sum / count;
        if (c > 0) features.push_back(static_cast<float>(average));
        features.push_back(
            static_cast<float>(std::sqrt(std::max(0.0, squares / count - average * average))));
        if (c < 8) features.push_back(static_cast<float>(movement / count));
        if (c == 0) features.push_back(static_cast<float>(rise / count));
    }
    return features;
}

}  // namespace

std::vector<TimbreFeatures> timbreFeatures(std::span<const float> logMel) {
    const std::size_t frames = logMel.size() / kBands;
    const auto all = cepstra(logMel);
    double loudest = std::log(dsp::kLogFloor);
    std::vector<double> levels(frames);
    for (std::size_t t = 0; t < frames; ++t) {
        levels[t] = frameLevel(logMel, t);
        loudest = std::max(loudest, levels[t]);
    }
    std::vector<TimbreFeatures> result;
    for (std::size_t start = 0; start + kStretch <= frames; start += kStride) {
        std::vector<std::size_t> sounding;
        for (std::size_t t = start; t < start + kStretch; ++t) {
            if (levels[t] > loudest - kSilenceNepers) sounding.push_back(t);
        }
        if (2 * sounding.size() >= kStretch) result.push_back(describe(all, sounding));
    }
    return result;
}

}  // namespace arioso::eval
