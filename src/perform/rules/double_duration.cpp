#include <cmath>

#include "src/perform/rules/rules.h"

namespace arioso::rules {

void doubleDuration(Line line, Amounts k, Out out) {
    constexpr double kShare = 0.12;
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (std::abs(line[i - 1].quarters - 2.0 * line[i].quarters) > 1e-6) continue;
        if (line[i].last) continue;
        const double ms = k[i] * kShare * line[i].ms;
        out[i].ms += ms;
        out[i - 1].ms -= ms;
    }
}

}  // namespace arioso::rules
