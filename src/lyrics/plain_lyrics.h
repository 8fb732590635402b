#pragma once

#include <string_view>

#include "src/lyrics/lyrics.h"

namespace arioso {

/// Parses plain text lyrics (UTF-8, without byte order mark) into `out`.
void parsePlainLyrics(std::string_view text, Lyrics& out);

}  // namespace arioso
