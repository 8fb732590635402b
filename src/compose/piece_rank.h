#pragma once

#include "src/score/score.h"

namespace arioso {

/// How well the tune of a composed piece (its first part) is shaped, phrase by phrase, as
/// shapeScore counts it; higher is better, 0 is average.
double pieceShape(const Score& score);

/// How well what is played below the first part goes with it: minus the share of the tune's notes
/// that begin a semitone (or its octaves) from another, and that move in parallel fifths or octaves
/// with the lowest part. 0 is without fault.
double accompanimentRank(const Score& score);

}  // namespace arioso
