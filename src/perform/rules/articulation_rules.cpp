#include "src/perform/rules/rules.h"

namespace arioso::rules {
namespace {

/// Share of the time to the next onset by which two legato notes overlap (Bresin 2001).
double overlapRatio(double k, double ms) {
    if (k <= 1.0) return (-4.3e-6 * k - 6.6e-6) * ms + 58.533e-3 * k + 113.15e-3;
    return (0.5e-6 * k - 11.4e-6) * ms + 11.05e-3 * k + 160.63e-3;
}

/// Share of the time to the next onset in which a staccato note is silent (Bresin 2001).
double detachedRatio(double k) {
    return k <= 1.0 ? 0.458 * k + 0.207 : 0.0216 * k + 0.643;
}

}  // namespace

void repetitionArticulation(Line line, Amounts k, Out out) {
    constexpr double kGap = 20.0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        if (line[i].share < 1.0 || line[i + 1].pitch != line[i].pitch) continue;
        out[i].gapMs += k[i] * kGap;
    }
}

void scoreLegato(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const RuleNote& note = line[i];
        if (k[i] <= 0.0 || !note.rings || !has(note.marks, Articulation::Slurred)) continue;
        // A key that is struck again has to be up before.
        if (note.share < 1.0 || line[i + 1].pitch == note.pitch) continue;
        out[i].gapMs -= overlapRatio(k[i], note.ms) * note.ms;
    }
}

void scoreStaccato(Line line, Amounts k, Out out) {
    constexpr double kUsual = 0.5;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const RuleNote& note = line[i];
        if (k[i] <= 0.0 || !has(note.marks, Articulation::Staccato)) continue;
        if (has(note.marks, Articulation::Tenuto)) continue;
        out[i].gapMs += (detachedRatio(k[i]) - kUsual) * note.share * note.ms;
    }
}

}  // namespace arioso::rules
