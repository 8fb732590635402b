#pragma once

#include <vector>

namespace arioso {

/// How the rules bend time: seconds as the tempo map has them to seconds as they are played.
/// Strictly monotone, linear between its points and on from the last two. Without points it changes
/// nothing, not even a rounding.
class TimeWarp {
  public:
    /// Adds a point behind all others; both numbers must be larger than before, or it is left out.
    void add(double nominal, double played);
    [[nodiscard]] bool empty() const { return points_.size() < 2; }
    [[nodiscard]] double played(double nominal) const;
    [[nodiscard]] double nominal(double played) const;
    /// Played seconds a nominal second.
    [[nodiscard]] double stretch(double nominal) const;

  private:
    struct Point {
        double nominal;
        double played;
    };
    [[nodiscard]] std::size_t pieceAt(double nominal) const;

    std::vector<Point> points_;
};

}  // namespace arioso
