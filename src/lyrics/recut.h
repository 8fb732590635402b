#pragma once

#include <string>
#include <utility>

#include "src/lyrics/lay.h"
#include "src/lyrics/lyrics.h"
#include "src/score/score.h"

namespace arioso {

struct RecutOptions {
    LayOptions lay;
    /// Measures (as printed, "5" to "8") whose notes stay as they are; empty = none.
    std::pair<std::string, std::string> keep;
};

/// What became of a melody.
struct RecutReport {
    LayReport lay;
    std::size_t divided = 0;  ///< notes more than before
    std::size_t joined = 0;   ///< notes fewer than before
};

/// Gives the part that sings a rhythm that fits the words: its notes are divided where there are
/// more syllables, and repeated ones joined where there are fewer, so that what sounds at each time
/// has the pitch it had. Lines are paired with phrases, stressed syllables seek strong beats
/// (dynamic programming). Then the words are laid as layLyrics does. Errors as there; Error(Usage)
/// if no such measures are to be kept.
RecutReport recutMelody(Score& score, const Lyrics& lyrics, const RecutOptions& options = {});

}  // namespace arioso
