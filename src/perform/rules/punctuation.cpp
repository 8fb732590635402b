#include <algorithm>

#include "src/perform/rules/rules.h"

namespace arioso::rules {

void punctuation(Line line, Amounts k, Out out) {
    constexpr double kLonger = 0.06;
    constexpr double kLongest = 50.0;
    constexpr double kGap = 0.2;
    constexpr double kWidest = 110.0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const RuleNote& note = line[i];
        if (!note.groupEnd || note.last) continue;
        out[i].ms += k[i] * std::min(kLonger * note.ms, kLongest);
        // A rest is punctuation enough.
        if (note.share >= 1.0) out[i].gapMs += k[i] * std::min(kGap * note.ms, kWidest);
    }
}

}  // namespace arioso::rules
