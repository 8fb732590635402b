#pragma once

#include <cstddef>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A syllable and the passes through its bar on which it is sung; none = on all of them.
struct NotatedLyric {
    Lyric lyric;
    std::vector<int> passes;
    bool sometimes = false;  ///< there are passes without it
};

/// A note, or the part of it that lies in one bar, as it is written down.
struct Segment {
    const Note* note = nullptr;
    Beat at;      ///< from the bar's start
    Beat length;  ///< zero for a grace note
    bool tieStart = false;
    bool tieStop = false;
    bool head = true;  ///< the note begins here
    bool last = true;  ///< and ends here
    std::vector<NotatedLyric> lyrics;
    std::vector<int> passes;  ///< on which it sounds; none = on all
};

/// A bar of the page.
struct NotatedBar {
    std::size_t measure = 0;         ///< index into Notation::measures of the one that is typical
    std::vector<std::size_t> plays;  ///< all that are this bar, in played order
    RepeatSigns signs;
};

/// A score as it stands on paper: notes cut at barlines, and bars that are played again written
/// once where the score knows its repeat signs.
struct Notation {
    std::vector<Measure> measures;  ///< of the score, with more at the end if notes go on
    std::vector<NotatedBar> bars;
    std::vector<std::vector<std::vector<Segment>>> parts;  ///< by part, then by bar
    bool folded = false;
};

/// Signs of the bars as written, by Measure::written.
std::vector<RepeatSigns> writtenSigns(const Score& score);

/// Whether the signs of a score tell the order in which its bars are played, so that it can be
/// written with its repeats.
bool canFold(const Score& score);

/// Lays a score out in bars. `fold` asks for repeats as signs and needs canFold. The result points
/// into `score`.
Notation notate(const Score& score, bool fold);

}  // namespace arioso
