#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/compose/event_sequence.h"
#include "src/score/score.h"

namespace arioso {

/// Bars of a score, as played, both ends included.
struct BarSpan {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// "5-8" or "5", by the numbers printed over the bars; where a bar is played several times, its
/// first time. `what` is the flag. Error(Usage) naming the numbers there are.
BarSpan parseBars(const std::string& text, const Score& score, const std::string& what);

/// A part by its name (in any case) or id. Error(Usage) naming those there are.
std::size_t parsePart(const std::string& text, const Score& score, const std::string& what);

/// What must stay as it is.
struct Kept {
    CutCells cells;                               ///< 1 for each that stays: bar by bar, by lane
    std::set<std::pair<int, std::size_t>> notes;  ///< part and index of the note
    bool rhythm = false;                          ///< only pitches change
};

/// Items: "5-8" (bars), "Voice" (a part), "Voice@5-8" (a part's bars), "Voice@5:2.5" (the notes
/// that begin at beat 2.5 of bar 5, beats as in the metre from 1), "rhythm". Error(Usage) for what
/// is not there.
Kept parseKeep(const std::vector<std::string>& items, const Score& score);

}  // namespace arioso
