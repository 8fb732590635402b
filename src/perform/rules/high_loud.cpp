#include "src/perform/rules/rules.h"

namespace arioso::rules {

void highLoud(Line line, Amounts k, Out out) {
    constexpr double kSemitonesPerDb = 4.0;
    for (std::size_t i = 0; i < line.size(); ++i)
        out[i].db += k[i] * (line[i].pitch - line[i].middle) / kSemitonesPerDb;
}

}  // namespace arioso::rules
