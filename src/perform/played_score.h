#pragma once

#include "src/score/score.h"

namespace arioso {

/// The score as it is played, still in beats: graces, trills, turns, arpeggios and tremolos as the
/// notes that are heard, swing and the lengths of articulations in their places, loudness as
/// velocities, fermatas and silences in the tempo map, slides and bends of parts in one voice as
/// pitch bends. Without human deviations. For sequencers, which know none of these signs.
Score playedScore(const Score& score);

}  // namespace arioso
