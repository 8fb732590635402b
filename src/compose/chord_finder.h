#pragma once

#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// The chords of a score: its chord symbols if it has them throughout, else the Viterbi path of a
/// chain over 108 chords by what sounds in each slot of half a bar (a bar of three beats or two).
/// `bars` have their keys. Only changes are told.
std::vector<StudyChord> findChords(const Score& score, const std::vector<StudyBar>& bars);

/// A time in which the chord does not change, in ticks, and its bar.
struct ChordSpan {
    int begin = 0;
    int end = 0;
    int bar = 0;
};
/// The same on spans that follow each other, by what sounds alone, symbols or not.
std::vector<StudyChord> findChordsIn(const Score& score, const std::vector<StudyBar>& bars,
                                     const std::vector<ChordSpan>& spans);
/// Whether the score's own symbols tell its chords throughout.
bool hasChordSymbols(const Score& score);

/// Slots of harmony in a bar.
int chordSlots(int beats, int beatType);

}  // namespace arioso
