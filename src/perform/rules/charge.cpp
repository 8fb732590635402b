#include <algorithm>
#include <array>
#include <cmath>

#include "src/perform/rules/rules.h"

namespace arioso::rules {

double melodicChargeOf(double fromTonic) {
    static constexpr std::array<double, 12> kCharges{0.0, 6.5, 2.0, 4.5, 4.0, 2.5,
                                                     6.0, 1.0, 5.5, 3.0, 3.5, 5.0};
    const double wrapped = std::fmod(std::fmod(std::round(fromTonic), 12.0) + 12.0, 12.0);
    return kCharges[static_cast<std::size_t>(wrapped)];
}

void melodicCharge(Line line, Amounts k, Out out) {
    constexpr double kDb = 0.2;
    constexpr double kPercent = 2.0 / 3.0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const double charge = melodicChargeOf(line[i].pitch - line[i].tonic);
        out[i].db += k[i] * kDb * charge;
        out[i].ms += k[i] * kPercent / 100.0 * charge * line[i].ms;
    }
}

void harmonicCharge(Line line, Amounts k, Out out) {
    constexpr double kDb = 1.5;
    for (std::size_t i = 0; i < line.size(); ++i)
        out[i].db += k[i] * kDb * std::sqrt(std::max(0.0, line[i].harmonicCharge));
}

}  // namespace arioso::rules
