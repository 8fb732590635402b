#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/lyrics/lyrics.h"
#include "src/lyrics/syllabifier.h"
#include "src/score/score.h"

namespace arioso {

/// A syllable waiting for its note.
struct Syllable {
    std::string text;
    Syllabic syllabic = Syllabic::Single;
    std::optional<double> seconds;  ///< when it should begin
    bool lineStart = false;
    bool hold = false;     ///< no text: the syllable before lasts one more note
    std::size_t line = 0;  ///< index into Lyrics::lines
};

/// All syllables of a lyric file in the order sung.
std::vector<Syllable> syllablesOf(const Lyrics& lyrics, const Syllabifier& syllabifier);

}  // namespace arioso
