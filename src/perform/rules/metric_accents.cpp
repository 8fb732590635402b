#include "src/perform/rules/rules.h"

namespace arioso::rules {

void metricAccents(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const double strength = line[i].strength;
        out[i].db += k[i] * (strength >= 0.0 ? strength : 0.5 * strength);
    }
}

}  // namespace arioso::rules
