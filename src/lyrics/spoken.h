#pragma once

#include <string>
#include <vector>

#include "src/lyrics/lyrics.h"
#include "src/lyrics/syllables.h"

namespace arioso {

/// The syllables of a lyric file as singers of a language (BCP 47) split them, by its hyphenation
/// and, where singing follows speech, its sounds; with their stresses in languages whose music
/// follows them (not French or Japanese, say), if they are asked for. Japanese words are read in
/// kana.
std::vector<Syllable> spokenSyllables(const Lyrics& lyrics, const std::string& language,
                                      bool stressed = true);

/// Stresses of a language's words as spoken, for songs that have their syllables already; absent
/// where its music follows none, or no voice speaks it.
StressOf spokenStresses(const std::string& language);

}  // namespace arioso
