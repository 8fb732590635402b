#include "src/perform/rules/rules.h"

namespace arioso::rules {

void fasterUphill(Line line, Amounts k, Out out) {
    constexpr double kMs = 2.0;
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
        const bool rises = line[i - 1].pitch < line[i].pitch && line[i].pitch < line[i + 1].pitch;
        if (rises) out[i].ms -= k[i] * kMs;
    }
}

}  // namespace arioso::rules
