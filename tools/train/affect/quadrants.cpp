#include "tools/train/affect/quadrants.h"

#include <fmt/format.h>

#include <algorithm>

namespace arioso::train {

std::size_t Quadrants::of(double valence, double arousal) {
    if (arousal > 0.0) return valence > 0.0 ? 0 : 1;
    return valence > 0.0 ? 3 : 2;
}

double Quadrants::meant(std::size_t quarter) const {
    double sum = 0.0;
    for (const double one : counts_[quarter]) sum += one;
    return sum;
}

double Quadrants::all() const {
    double sum = 0.0;
    for (std::size_t q = 0; q < kCount; ++q) sum += meant(q);
    return sum;
}

double Quadrants::right() const {
    double sum = 0.0;
    for (std::size_t q = 0; q < kCount; ++q) sum += counts_[q][q];
    return sum / std::max(1.0, all());
}

double Quadrants::balanced() const {
    double sum = 0.0;
    double quarters = 0.0;
    for (std::size_t q = 0; q < kCount; ++q) {
        if (meant(q) == 0.0) continue;
        sum += counts_[q][q] / meant(q);
        quarters += 1.0;
    }
    return sum / std::max(1.0, quarters);
}

void Quadrants::print() const {
    fmt::print("{:<20}", "  meant \\ heard");
    for (const char* name : kNames) fmt::print(" {:>18}", name);
    fmt::print("\n");
    double chance = 0.0;
    double largest = 0.0;
    for (std::size_t q = 0; q < kCount; ++q) {
        fmt::print("  {:<18}", kNames[q]);
        double heard = 0.0;
        for (std::size_t k = 0; k < kCount; ++k) {
            fmt::print(" {:>18.0f}", counts_[q][k]);
            heard += counts_[k][q];
        }
        fmt::print("\n");
        chance += meant(q) * heard / std::max(1.0, all() * all());
        largest = std::max(largest, meant(q) / std::max(1.0, all()));
    }
    fmt::print(
        "  right {:.1f} % (the same answers in another order {:.1f} %, always the largest quarter "
        "{:.1f} %), mean of the quarters {:.1f} % (chance 25 %)\n",
        100.0 * right(), 100.0 * chance, 100.0 * largest, 100.0 * balanced());
}

}  // namespace arioso::train
