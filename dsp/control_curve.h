#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arioso::dsp {

/// A point of a control curve: seconds from the start of the piece, value in the curve's unit.
struct ControlPoint {
    double seconds = 0.0;
    float value = 0.0F;
};

/// Automation that can be read at any time in any order: linear between its points, held outside,
/// and smoothed over kSmoothing so that a jump (two points at one time) does not click. Points that
/// are not finite are left out. Construction allocates; reading neither allocates nor changes
/// anything, on any thread.
class ControlCurve {
  public:
    static constexpr double kSmoothing = 0.010;  ///< seconds, centred

    /// `fallback` is the value of a curve without points.
    ControlCurve(std::vector<ControlPoint> points, float fallback);

    [[nodiscard]] float at(double seconds) const noexcept;

  private:
    [[nodiscard]] double integral(double seconds) const noexcept;

    std::vector<ControlPoint> points_;
    std::vector<double> integrals_;  // from the first point to each
    float fallback_;
};

}  // namespace arioso::dsp
