#include <algorithm>
#include <cmath>

#include "src/perform/rules/rules.h"

namespace arioso::rules {

void finalRitard(Line line, Amounts k, Out out) {
    constexpr double kCurvature = 3.0;
    constexpr double kSlowest = 0.2;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const RuleNote& note = line[i];
        if (note.inRitard < 0.0 || k[i] <= 0.0) continue;
        const double last = std::max(kSlowest, 1.0 / (1.0 + k[i]));
        const double tempo =
            std::pow(1.0 + (std::pow(last, kCurvature) - 1.0) * std::min(note.inRitard, 1.0),
                     1.0 / kCurvature);
        out[i].ms += note.ms * (1.0 / tempo - 1.0);
    }
}

}  // namespace arioso::rules
