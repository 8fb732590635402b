#include <array>
#include <utility>

#include "src/perform/rules/rules.h"

namespace arioso::rules {
namespace {

constexpr double kDbPerMs = 0.05;
constexpr std::array<std::pair<double, double>, 4> kTable{
    {{30.0, 0.0}, {200.0, -16.5}, {400.0, -10.5}, {600.0, 0.0}}};

}  // namespace

double durationContrastMs(double ms) {
    if (ms <= kTable.front().first || ms >= kTable.back().first) return 0.0;
    std::size_t right = 1;
    while (kTable[right].first < ms) ++right;
    const auto [x0, y0] = kTable[right - 1];
    const auto [x1, y1] = kTable[right];
    return y0 + (y1 - y0) * (ms - x0) / (x1 - x0);
}

void durationContrast(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const double ms = durationContrastMs(line[i].ms);
        out[i].ms += k[i] * ms;
        out[i].db += k[i] * kDbPerMs * ms;
    }
}

void durationContrastArticulation(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const RuleNote& note = line[i];
        if (note.last || note.share < 1.0 || has(note.marks, Articulation::Slurred)) continue;
        out[i].gapMs -= k[i] * durationContrastMs(note.ms);
    }
}

}  // namespace arioso::rules
