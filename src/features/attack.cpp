#include "src/features/attack.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "dsp/envelope.h"

namespace arioso {
namespace {

constexpr double kRate = 44100.0;
constexpr std::ptrdiff_t kStep = 110;    // samples, 2.5 ms
constexpr std::ptrdiff_t kWindow = 220;  // of a level
constexpr std::ptrdiff_t kSpan = 4;      // steps of a rise
constexpr double kBefore = 0.03;
constexpr double kAfter = 0.06;
constexpr double kFloor = 1e-10;

double levelAt(std::span<const float> signal, std::ptrdiff_t from) {
    double power = 0.0;
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, from);
         i < std::min(std::ssize(signal), from + kWindow); ++i) {
        const auto sample = static_cast<double>(signal[static_cast<std::size_t>(i)]);
        power += sample * sample;
    }
    return 10.0 * std::log10(power / kWindow + kFloor);
}

double median(std::vector<double>& values) {
    if (values.empty()) return 0.0;
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

double attackOf(std::span<const float> signal, std::span<const double> onsets) {
    std::vector<double> rises;
    for (const double onset : onsets) {
        const auto first = static_cast<std::ptrdiff_t>((onset - kBefore) * kRate);
        const auto last = static_cast<std::ptrdiff_t>((onset + kAfter) * kRate);
        std::vector<double> levels;
        for (std::ptrdiff_t at = first; at <= last; at += kStep)
            levels.push_back(levelAt(signal, at));
        double steepest = 0.0;
        for (std::size_t i = kSpan; i < levels.size(); ++i)
            steepest = std::max(steepest, levels[i] - levels[i - kSpan]);
        rises.push_back(steepest);
    }
    return median(rises);
}

double attackTimeOf(std::span<const float> signal, std::span<const double> onsets) {
    constexpr double kEarliest = 0.05;
    constexpr double kLatest = 0.2;
    constexpr double kWindow20 = 0.02;  // two periods of 100 Hz
    std::vector<double> times;
    for (std::size_t i = 0; i < onsets.size(); ++i) {
        // The next note's rise is not this one's.
        const double next = i + 1 < onsets.size() ? onsets[i + 1] - 0.02 : onsets[i] + kLatest;
        const double last = std::min(onsets[i] + kLatest, next);
        const double time = dsp::attackTime(dsp::levelCurve(
            signal, static_cast<int>(kRate), onsets[i] - kEarliest, last, kWindow20));
        if (!std::isnan(time)) times.push_back(time);
    }
    return median(times);
}

}  // namespace arioso
