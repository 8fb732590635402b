#include "src/perform/rules/time_warp.h"

#include <algorithm>

namespace arioso {

void TimeWarp::add(double nominal, double played) {
    if (!points_.empty() && !(nominal > points_.back().nominal && played > points_.back().played))
        return;
    points_.push_back({nominal, played});
}

std::size_t TimeWarp::pieceAt(double nominal) const {
    const auto after =
        std::upper_bound(points_.begin(), points_.end(), nominal,
                         [](double at, const Point& point) { return at < point.nominal; });
    const auto index = after - points_.begin();
    return static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(index - 1, 0, std::ssize(points_) - 2));
}

double TimeWarp::played(double nominal) const {
    if (empty()) return nominal;
    const std::size_t i = pieceAt(nominal);
    const Point& a = points_[i];
    const Point& b = points_[i + 1];
    return a.played + (nominal - a.nominal) * (b.played - a.played) / (b.nominal - a.nominal);
}

double TimeWarp::nominal(double played) const {
    if (empty()) return played;
    const auto after =
        std::upper_bound(points_.begin(), points_.end(), played,
                         [](double at, const Point& point) { return at < point.played; });
    const auto i = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(after - points_.begin() - 1, 0, std::ssize(points_) - 2));
    const Point& a = points_[i];
    const Point& b = points_[i + 1];
    return a.nominal + (played - a.played) * (b.nominal - a.nominal) / (b.played - a.played);
}

double TimeWarp::stretch(double nominal) const {
    if (empty()) return 1.0;
    const std::size_t i = pieceAt(nominal);
    const Point& a = points_[i];
    const Point& b = points_[i + 1];
    return (b.played - a.played) / (b.nominal - a.nominal);
}

}  // namespace arioso
