#include "src/perform/dynamics.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {
constexpr float kUnmarked = 0.6F;
}

Dynamics::Dynamics(const Part& part) {
    staves_[0];
    for (const DynamicMark& mark : part.dynamics) staves_[mark.staff];
    for (const DynamicMark& mark : part.dynamics) {
        if (!std::isfinite(mark.level)) continue;
        const Mark own{mark.at.value(), std::clamp(mark.level, 0.0F, 1.0F), mark.ramp};
        swells_ = swells_ || mark.ramp;
        for (auto& [staff, marks] : staves_) {
            if (mark.staff == 0 || mark.staff == staff) marks.push_back(own);
        }
    }
    for (auto& [staff, marks] : staves_) {
        std::stable_sort(marks.begin(), marks.end(),
                         [](const Mark& a, const Mark& b) { return a.beat < b.beat; });
    }
}

const Dynamics::Mark* Dynamics::before(const std::vector<Mark>& marks, double beat) {
    const auto after = std::upper_bound(marks.begin(), marks.end(), beat,
                                        [](double b, const Mark& mark) { return b < mark.beat; });
    return after == marks.begin() ? nullptr : &*std::prev(after);
}

float Dynamics::at(double beat, int staff) const {
    const auto found = staves_.find(staff);
    const std::vector<Mark>& marks = found != staves_.end() ? found->second : staves_.at(0);
    const Mark* mark = before(marks, beat);
    if (mark == nullptr) return kUnmarked;
    if (!mark->ramp || mark == &marks.back()) return mark->level;
    const Mark& next = *(mark + 1);
    const double width = next.beat - mark->beat;
    if (width <= 0.0) return next.level;
    const auto place = static_cast<float>((beat - mark->beat) / width);
    return mark->level + place * (next.level - mark->level);
}

}  // namespace arioso
