#pragma once

#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A score with every written bar once, in the order of the page, whatever is repeated.
struct OnceThrough {
    Score score;
    std::vector<int> barOf;  ///< bar of `score` that each played bar of the original is
};

/// Repeats folded away: notes, chords and parts of the first time that each bar is played.
OnceThrough onceThrough(const Score& score);

/// Index of the bar that sounds at a place; the last for places behind the end.
int barAt(const Score& score, Beat at);

}  // namespace arioso
