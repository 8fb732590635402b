#include <algorithm>
#include <cmath>

#include "src/perform/rules/rules.h"

namespace arioso::rules {
namespace {

constexpr double kEighth = 0.5;

/// A place whose beat has its off-beat eighth at `half` in place of 0.5.
double swung(double beat, double half) {
    const double whole = std::floor(beat + 1e-9);
    const double inside = std::max(0.0, beat - whole);
    const double moved = inside <= kEighth ? inside / kEighth * half
                                           : half + (inside - kEighth) / kEighth * (1.0 - half);
    return whole + moved;
}

}  // namespace

double swingRatio(double quartersPerMinute) {
    constexpr double kSlow = 100.0;
    constexpr double kFast = 300.0;
    constexpr double kMost = 3.5;
    const double place = std::clamp((quartersPerMinute - kSlow) / (kFast - kSlow), 0.0, 1.0);
    return kMost + place * (1.0 - kMost);
}

void inegales(Line line, Amounts k, Out out) {
    constexpr double kLonger = 0.22;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        if (!line[i].eighthPair || !line[i + 1].eighthPair) continue;
        if (std::abs(line[i].beat - std::round(line[i].beat)) > 1e-6) continue;
        out[i].ms += k[i] * kLonger * line[i].ms;
        out[i + 1].ms -= k[i] * kLonger * line[i + 1].ms;
    }
}

void ensembleSwing(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const RuleNote& note = line[i];
        if (k[i] <= 0.0 || note.ternary || !(note.ms > 0.0)) continue;
        const double ratio = swingRatio(note.quarters * 60000.0 / note.ms);
        const double half = std::min(0.9, kEighth + k[i] * (ratio / (1.0 + ratio) - kEighth));
        const double played = swung(note.beat + note.quarters, half) - swung(note.beat, half);
        out[i].ms += note.ms * (played / note.quarters - 1.0);
    }
}

}  // namespace arioso::rules
