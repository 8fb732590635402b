#pragma once

#include <string_view>
#include <vector>

#include "src/lyrics/lyrics.h"

namespace arioso {

/// Splits one line of text into words and the pieces its writer marked.
std::vector<LyricWord> splitWords(std::string_view line);

/// Takes the language marks ("{de}", "{}") out of a line's words and gives each word the language
/// it stands in. `current`: that of the lines before, changed to that of the lines after.
void markLanguages(std::vector<LyricWord>& words, std::string& current);

/// Whether a piece before the last spells its sounds ("a[ax]-men"): then its hyphens part syllables
/// in any text.
bool marksSounds(const LyricWord& word);

/// The line as a reader would print it: without separators and underscores.
std::string shownText(const std::vector<LyricWord>& words);

}  // namespace arioso
