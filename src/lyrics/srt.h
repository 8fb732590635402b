#pragma once

#include <string_view>

#include "src/lyrics/lyrics.h"

namespace arioso {

/// Whether some line of the text is the time line of a subtitle ("00:00:12,000 --> 00:00:15,500").
bool looksLikeSrt(std::string_view text);

/// Parses SubRip subtitles, and WebVTT, which is like them (UTF-8, without byte order mark), into
/// `out`: every line of a subtitle a line of song, the first at the subtitle's time, the last over
/// at its end. Formatting tags, notes and the singer's dash are taken off.
void parseSrt(std::string_view text, Lyrics& out);

}  // namespace arioso
