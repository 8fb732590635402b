#pragma once

#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// The chords of a score: its chord symbols if it has them throughout, else the Viterbi path of a
/// chain over 108 chords by what sounds in each slot of half a bar (a bar of three beats or two).
/// `bars` have their keys. Only changes are told.
std::vector<StudyChord> findChords(const Score& score, const std::vector<StudyBar>& bars);

/// Slots of harmony in a bar.
int chordSlots(int beats, int beatType);

}  // namespace arioso
