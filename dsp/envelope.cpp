#include "dsp/envelope.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace arioso::dsp {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kStep = 0.0005;  // seconds
constexpr double kClearRise = 2.0;
// What a jump from silence seems to take between 10 and 90 % of its amplitude, in windows: the
// square root of the Hann window's running sum passes 0.1 at 0.124 and 0.9 at 0.655.
constexpr double kJumpRise = 0.531;

/// The stretch of a curve that leads from its quietest place up to its highest one.
struct Rise {
    std::size_t floor = 0;
    std::size_t peak = 0;
};

Rise findRise(const std::vector<float>& level) {
    Rise rise;
    rise.peak =
        static_cast<std::size_t>(std::max_element(level.begin(), level.end()) - level.begin());
    const auto end = level.begin() + static_cast<std::ptrdiff_t>(rise.peak) + 1;
    rise.floor = static_cast<std::size_t>(std::min_element(level.begin(), end) - level.begin());
    return rise;
}

/// Time at which the curve last passes `level` upwards before the peak.
double passes(const LevelCurve& curve, Rise rise, double level) {
    for (std::size_t i = rise.peak; i > rise.floor; --i) {
        const double below = curve.level[i - 1];
        const double above = curve.level[i];
        if (below >= level || above < level) continue;
        const double inside = static_cast<double>(i - 1) + (level - below) / (above - below);
        return curve.start + inside * curve.step;
    }
    return kNone;
}

}  // namespace

LevelCurve levelCurve(std::span<const float> signal, int sampleRate, double from, double to,
                      double window) {
    const double rate = sampleRate;
    const auto half = std::max<std::int64_t>(1, std::llround(0.5 * window * rate));
    const auto hop = std::max<std::int64_t>(1, std::llround(kStep * rate));
    std::vector<double> weights(static_cast<std::size_t>(2 * half - 1));
    for (std::int64_t i = 0; i < 2 * half - 1; ++i) {
        const double place = static_cast<double>(i + 1) / static_cast<double>(2 * half);
        weights[static_cast<std::size_t>(i)] =
            (1.0 - std::cos(2.0 * std::numbers::pi * place)) / static_cast<double>(2 * half);
    }
    const std::int64_t first = std::llround(from * rate);
    const std::int64_t last = std::llround(to * rate);
    LevelCurve curve;
    curve.start = static_cast<double>(first) / rate;
    curve.step = static_cast<double>(hop) / rate;
    curve.window = static_cast<double>(2 * half) / rate;
    const auto length = static_cast<std::int64_t>(signal.size());
    for (std::int64_t centre = first; centre <= last; centre += hop) {
        const std::int64_t begin = std::max<std::int64_t>(0, centre - half + 1);
        const std::int64_t end = std::min(length, centre + half);
        double power = 0.0;
        for (std::int64_t i = begin; i < end; ++i) {
            const double sample = signal[static_cast<std::size_t>(i)];
            power += weights[static_cast<std::size_t>(i - centre + half - 1)] * sample * sample;
        }
        curve.level.push_back(static_cast<float>(std::sqrt(power)));
    }
    return curve;
}

double onsetTime(const LevelCurve& curve) {
    if (curve.level.empty()) return kNone;
    const Rise rise = findRise(curve.level);
    const double low = curve.level[rise.floor];
    const double high = curve.level[rise.peak];
    if (high <= 0.0 || high < kClearRise * low) return kNone;
    return passes(curve, rise, std::sqrt(0.5 * (low * low + high * high)));
}

double attackTime(const LevelCurve& curve) {
    if (curve.level.empty()) return kNone;
    const Rise rise = findRise(curve.level);
    const double low = curve.level[rise.floor];
    const double high = curve.level[rise.peak];
    if (high <= 0.0 || high < kClearRise * low) return kNone;
    const double seen = passes(curve, rise, low + 0.9 * (high - low)) -
                        passes(curve, rise, low + 0.1 * (high - low));
    const double own = kJumpRise * curve.window;
    return std::sqrt(std::max(0.0, seen * seen - own * own));
}

double decaySlope(const LevelCurve& curve, double rangeDb) {
    const auto peak = std::max_element(curve.level.begin(), curve.level.end());
    if (peak == curve.level.end() || *peak <= 0.0F) return kNone;
    const double least = static_cast<double>(*peak) * std::pow(10.0, -rangeDb / 20.0);
    double n = 0.0;
    double sumT = 0.0;
    double sumL = 0.0;
    double sumTt = 0.0;
    double sumTl = 0.0;
    for (auto value = peak; value != curve.level.end(); ++value) {
        if (static_cast<double>(*value) < least) break;
        const double t = static_cast<double>(value - peak) * curve.step;
        const double db = 20.0 * std::log10(static_cast<double>(*value));
        n += 1.0;
        sumT += t;
        sumL += db;
        sumTt += t * t;
        sumTl += t * db;
    }
    if (n < 8.0) return kNone;
    return (n * sumTl - sumT * sumL) / (n * sumTt - sumT * sumT);
}

}  // namespace arioso::dsp
