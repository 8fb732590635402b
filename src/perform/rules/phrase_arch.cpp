#include "src/perform/rules/rules.h"

namespace arioso::rules {
namespace {

/// Of a parabola that is 1 at both ends and 0 in the middle, so that what is added is nothing on
/// the average.
double arch(double place) {
    constexpr double kMean = 1.0 / 3.0;
    const double fromMiddle = 2.0 * place - 1.0;
    return fromMiddle * fromMiddle - kMean;
}

// At the ends the arch is 2/3.
constexpr double kEnd = 2.0 / 3.0;

void shape(double place, const RuleNote& note, double k, double slower, double softer,
           Deviation& out) {
    if (place < 0.0) return;
    const double height = k * arch(place) / kEnd;
    out.ms += slower * height * note.ms;
    out.db -= softer * height;
}

}  // namespace

void phraseArch(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i < line.size(); ++i)
        shape(line[i].inPhrase, line[i], k[i], 0.08, 2.0, out[i]);
}

void subPhraseArch(Line line, Amounts k, Out out) {
    for (std::size_t i = 0; i < line.size(); ++i)
        shape(line[i].inSubPhrase, line[i], k[i], 0.04, 1.0, out[i]);
}

}  // namespace arioso::rules
