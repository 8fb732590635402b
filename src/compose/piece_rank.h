#pragma once

#include "src/score/score.h"

namespace arioso {

/// How well the tune of a composed piece (its first part) is shaped, phrase by phrase, as
/// shapeScore counts it; higher is better, 0 is average.
double pieceShape(const Score& score);

}  // namespace arioso
