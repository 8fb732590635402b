#include "dsp/f0_refinement.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

namespace arioso::dsp {

namespace {

constexpr double kTwoPi = 2.0 * std::numbers::pi;
constexpr double kPeriods = 4.0;  // so many that neighbouring harmonics fall into the zeros
constexpr int kHarmonics = 6;
constexpr double kHighestShare = 0.4;  // of the sample rate; above, the resampler may have cut
constexpr double kFurthest = 0.1;

double refinedOnce(std::span<const float> signal, double rate, double centre, double hz) {
    const double half = 0.5 * kPeriods * rate / hz;
    const auto first =
        std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(centre - half)));
    const auto last = std::min(static_cast<std::int64_t>(signal.size()) - 1,
                               static_cast<std::int64_t>(std::floor(centre + half)));
    const int harmonics = std::clamp(static_cast<int>(kHighestShare * rate / hz), 1, kHarmonics);
    std::complex<double> value[kHarmonics] = {};
    std::complex<double> slope[kHarmonics] = {};
    for (std::int64_t at = first; at <= last; ++at) {
        const double time = static_cast<double>(at) - centre;
        const double angle = std::numbers::pi * time / half;
        const double cosine = std::cos(angle);
        const double sine = std::sin(angle);
        const double double2 = 2.0 * cosine * cosine - 1.0;
        const double window = 0.42 + 0.5 * cosine + 0.08 * double2;
        const double derivative =
            -std::numbers::pi / half * (0.5 * sine + 0.16 * 2.0 * sine * cosine);
        const double sample = signal[static_cast<std::size_t>(at)];
        const double phase = -kTwoPi * hz / rate * time;
        const std::complex<double> turn{std::cos(phase), std::sin(phase)};
        std::complex<double> carrier = turn * sample;
        for (int k = 0; k < harmonics; ++k) {
            value[k] += window * carrier;
            slope[k] += derivative * carrier;
            carrier *= turn;
        }
    }
    double weighted = 0.0;
    double weights = 0.0;
    for (int k = 0; k < harmonics; ++k) {
        const double power = std::norm(value[k]);
        if (power <= 0.0) continue;
        const double deviation = -(slope[k] * std::conj(value[k])).imag() / power;
        const double amplitude = std::sqrt(power);
        weighted += amplitude * ((k + 1) * hz + deviation * rate / kTwoPi);
        weights += amplitude * (k + 1);
    }
    return weights > 0.0 ? weighted / weights : hz;
}

}  // namespace

double refineF0(std::span<const float> signal, int sampleRate, double seconds, double hz) {
    double refined = hz;
    // The second time the harmonics are looked for where they are.
    for (int round = 0; round < 2; ++round) {
        const double next = refinedOnce(signal, sampleRate, seconds * sampleRate, refined);
        if (!(std::abs(next / hz - 1.0) < kFurthest)) return hz;
        refined = next;
    }
    return refined;
}

double localPeriodicity(std::span<const float> signal, int sampleRate, double seconds, double hz) {
    const double period = sampleRate / hz;
    const auto sampleAt = [signal](double place) {
        const double low = std::floor(place);
        const double part = place - low;
        const auto at = static_cast<std::int64_t>(low);
        const auto get = [signal](std::int64_t i) {
            const bool inside = i >= 0 && i < static_cast<std::int64_t>(signal.size());
            return inside ? static_cast<double>(signal[static_cast<std::size_t>(i)]) : 0.0;
        };
        return (1.0 - part) * get(at) + part * get(at + 1);
    };
    const auto size = static_cast<int>(std::ceil(period));
    const double start = std::round(seconds * sampleRate);
    double product = 0.0;
    double before = 0.0;
    double after = 0.0;
    for (int i = 0; i < size; ++i) {
        const double late = sampleAt(start + i);
        const double early = sampleAt(start + i - period);
        product += late * early;
        before += early * early;
        after += late * late;
    }
    return before > 0.0 && after > 0.0 ? product / std::sqrt(before * after) : 0.0;
}

}  // namespace arioso::dsp
