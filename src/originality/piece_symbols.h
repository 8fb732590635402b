#pragma once

#include <cstdint>
#include <vector>

#include "src/compose/study.h"
#include "src/score/score.h"

namespace arioso {

/// A symbol of a row with the bars, from 0, between which it lies.
struct PlacedSymbol {
    std::uint32_t symbol = 0;
    std::uint16_t from = 0;
    std::uint16_t to = 0;
    bool operator==(const PlacedSymbol&) const = default;
};

/// Changes of harmony: from each chord to the next, by the step of the roots and both qualities, so
/// that a row of n is one of n + 1 chords, in any key and however long each stays.
std::vector<PlacedSymbol> harmonySymbols(const std::vector<StudyChord>& chords,
                                         const std::vector<StudyBar>& bars);

/// The rhythm of a tune bar by bar: where in the bar notes begin, by forty-eighths of the bar, so
/// that bars written in halved or doubled values are the same. From its first bar to its last.
std::vector<PlacedSymbol> rhythmSymbols(const std::vector<StudyNote>& tune,
                                        const std::vector<StudyBar>& bars);

/// A tune as the chance model sees it: from the third note on, interval and ratio of lengths, in
/// steps of a half octave of tempo.
std::vector<std::uint32_t> tuneSymbols(const std::vector<StudyNote>& tune);

/// What of a score is compared: its chords and the tune that tells of its rhythm.
struct PieceSymbols {
    std::vector<PlacedSymbol> harmony;
    std::vector<PlacedSymbol> rhythm;
};
PieceSymbols pieceSymbols(const Score& score);
PieceSymbols pieceSymbols(const StudyPiece& piece);

}  // namespace arioso
