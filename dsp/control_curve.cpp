#include "dsp/control_curve.h"

#include <algorithm>
#include <cmath>

namespace arioso::dsp {

ControlCurve::ControlCurve(std::vector<ControlPoint> points, float fallback)
    : points_(std::move(points)), fallback_(fallback) {
    std::erase_if(points_, [](const ControlPoint& point) {
        return !std::isfinite(point.seconds) || !std::isfinite(point.value);
    });
    std::stable_sort(
        points_.begin(), points_.end(),
        [](const ControlPoint& a, const ControlPoint& b) { return a.seconds < b.seconds; });
    double sum = 0.0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        if (i > 0) {
            const double mean = 0.5 * (static_cast<double>(points_[i - 1].value) +
                                       static_cast<double>(points_[i].value));
            sum += mean * (points_[i].seconds - points_[i - 1].seconds);
        }
        integrals_.push_back(sum);
    }
}

double ControlCurve::integral(double seconds) const noexcept {
    const auto next = std::upper_bound(
        points_.begin(), points_.end(), seconds,
        [](double time, const ControlPoint& point) { return time < point.seconds; });
    if (next == points_.begin()) {
        return (seconds - next->seconds) * static_cast<double>(next->value);
    }
    const ControlPoint& before = *(next - 1);
    const double inside = seconds - before.seconds;
    const double value = before.value;
    double slope = 0.0;
    if (next != points_.end()) {
        slope = (static_cast<double>(next->value) - value) / (next->seconds - before.seconds);
    }
    return integrals_[static_cast<std::size_t>(next - 1 - points_.begin())] +
           inside * (value + 0.5 * slope * inside);
}

float ControlCurve::at(double seconds) const noexcept {
    if (points_.empty()) return fallback_;
    const double from = seconds - 0.5 * kSmoothing;
    const double to = seconds + 0.5 * kSmoothing;
    // Held stretches keep their value to the last bit instead of a difference of large integrals.
    if (to <= points_.front().seconds) return points_.front().value;
    if (from >= points_.back().seconds) return points_.back().value;
    return static_cast<float>((integral(to) - integral(from)) / kSmoothing);
}

}  // namespace arioso::dsp
