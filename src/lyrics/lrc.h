#pragma once

#include <string_view>

#include "src/lyrics/lyrics.h"

namespace arioso {

/// Whether some line of the text begins with a time stamp.
bool looksLikeLrc(std::string_view text);

/// Parses LRC (UTF-8, without byte order mark) into `out`: lines sorted by time, the offset applied
/// (positive = sooner), several stamps a line unfolded. Of lines with the same stamp (a
/// translation) the first is kept.
void parseLrc(std::string_view text, Lyrics& out);

}  // namespace arioso
