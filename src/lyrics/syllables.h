#pragma once

#include <cstddef>
#include <functional>
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
    std::string language = {};      ///< BCP 47 where a mark says so
    bool lineStart = false;
    bool lineEnd = false;
    bool hold = false;     ///< no text: the syllable before lasts one more note
    std::size_t line = 0;  ///< index into Lyrics::lines
    float stress = -1.0F;  ///< 1 main, 0.5 side, 0 none; -1 = not known
};

/// Stress of every syllable of a line's words as spoken (see Pronouncer::stresses).
using StressOf =
    std::function<std::vector<std::vector<float>>(const std::vector<std::string>& words)>;

/// Syllables of each of a line's words that is read otherwise than it is spelled, 0 for the others
/// (see Pronouncer::readAloudSyllables).
using ReadAloud = std::function<std::vector<int>(const std::vector<std::string>& words)>;

/// All syllables of a lyric file in the order sung; with their stresses if `stress` tells them.
std::vector<Syllable> syllablesOf(const Lyrics& lyrics, const Syllabifier& syllabifier,
                                  const StressOf& stress = {}, const ReadAloud& readAloud = {});

}  // namespace arioso
