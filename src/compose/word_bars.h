#pragma once

#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A syllable that waits for a note of the model's choice.
struct WordSyllable {
    Lyric lyric;
    int stress = 2;  ///< 0 light, 1 stressed, 2 unknown
    bool lineStart = false;
};

/// How many of the syllables are sung in each bar, in order: about as many everywhere, lines and
/// stressed syllables first in their bars, an upbeat of a light syllable or two before a line. By
/// dynamic programming over the places of bar lines. `most` is what each bar has room for.
/// Error(Usage) if the syllables do not fit.
std::vector<std::size_t> syllablesByBar(const std::vector<WordSyllable>& syllables,
                                        const std::vector<std::size_t>& most);

}  // namespace arioso
