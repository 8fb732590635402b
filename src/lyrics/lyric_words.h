#pragma once

#include <string_view>
#include <vector>

#include "src/lyrics/lyrics.h"

namespace arioso {

/// Splits one line of text into words and the pieces its writer marked.
std::vector<LyricWord> splitWords(std::string_view line);

/// The line as a reader would print it: without separators and underscores.
std::string shownText(const std::vector<LyricWord>& words);

}  // namespace arioso
