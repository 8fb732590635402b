#include "dsp/interpolator.h"

#include <cmath>
#include <numbers>

namespace arioso::dsp {
namespace {

/// Side lobes about 80 dB down.
constexpr double kKaiserBeta = 8.0;

double kaiser(double x) {
    return x * x >= 1.0 ? 0.0
                        : std::cyl_bessel_i(0.0, kKaiserBeta * std::sqrt(1.0 - x * x)) /
                              std::cyl_bessel_i(0.0, kKaiserBeta);
}

double sinc(double x) {
    const double angle = std::numbers::pi * x;
    return x == 0.0 ? 1.0 : std::sin(angle) / angle;
}

}  // namespace

const Interpolator& Interpolator::shared() {
    static const Interpolator table;
    return table;
}

Interpolator::Interpolator() {
    for (std::size_t phase = 0; phase < taps_.size(); ++phase) {
        const double fraction = static_cast<double>(phase) / static_cast<double>(kPhases);
        for (std::size_t i = 0; i < kTaps; ++i) {
            const double x = static_cast<double>(i) - kBefore - fraction;
            // At whole samples the sine is rounding noise: those taps are exact.
            const bool whole = phase % kPhases == 0;
            const double value =
                whole ? (std::abs(x) < 0.5 ? 1.0 : 0.0) : sinc(x) * kaiser(x / (kAfter + 0.5));
            taps_[phase][i] = static_cast<float>(value);
        }
    }
}

}  // namespace arioso::dsp
