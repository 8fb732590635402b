#include <cmath>

#include "src/perform/rules/rules.h"

namespace arioso::rules {
namespace {
constexpr double kFourth = 5.0;
}

void leapTone(Line line, Amounts k, Out out) {
    constexpr double kUp = 4.2;
    constexpr double kDown = 2.4;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const double leap = line[i + 1].pitch - line[i].pitch;
        if (std::abs(leap) < kFourth || line[i].share < 1.0) continue;
        out[i].ms += k[i] * (leap > 0.0 ? -kUp : kDown) * std::sqrt(std::abs(leap));
    }
}

void leapArticulation(Line line, Amounts k, Out out) {
    constexpr double kGap = 4.2;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const double leap = std::abs(line[i + 1].pitch - line[i].pitch);
        if (leap <= kFourth || line[i].share < 1.0) continue;
        if (has(line[i].marks, Articulation::Slurred)) continue;
        out[i].gapMs += k[i] * kGap * std::sqrt(leap);
    }
}

}  // namespace arioso::rules
