#pragma once

#include "src/score/score.h"

namespace arioso {

/// Whether a score is played straight through: no bar comes twice and no sign asks for it.
bool isStraight(const Score& score);

/// Plays a straight score so many times: its bars come again with the next pass, as if repeat signs
/// stood around them, and every part plays the same again. Words are not repeated.
void repeatScore(Score& score, int times);

}  // namespace arioso
