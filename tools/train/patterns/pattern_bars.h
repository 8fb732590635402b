#pragma once

#include <string>
#include <vector>

#include "src/compose/bar_pattern.h"
#include "src/compose/study.h"

namespace arioso::train {

/// A bar of an accompaniment, its tones told by their place in the chord.
struct PatternBar {
    BarPattern pattern;
    PatternMetre metre = PatternMetre::Four;
};

/// The bars of the accompaniment of a score with a tune: 4/4, 2/2, 3/4 and 6/8, on sixteenths,
/// mostly tones of their chord. What doubles the tune is left out.
std::vector<PatternBar> patternBarsOf(const Score& score, const StudyPiece& piece);

}  // namespace arioso::train
