#pragma once

#include "src/compose/study.h"

namespace arioso {

/// Replaces the chords of a piece that were found by machine by chords on every felt beat
/// (harmonyGrid). The score's own symbols stay.
void findBeatChords(const Score& score, StudyPiece& piece);

}  // namespace arioso
