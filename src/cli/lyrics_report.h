#pragma once

#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso::cli {

/// Puts the words of a lyric file, if one is named, under a score's notes.
void layLyricsOf(const std::string& lyricFile, const std::string& language, Score& score);

/// Every part with words, syllable by syllable (see arioso::lyricsReport), under its name.
std::vector<std::string> lyricsReportOf(const Score& score);

}  // namespace arioso::cli
