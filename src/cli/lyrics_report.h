#pragma once

#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso::cli {

/// Puts the words of a lyric file, if one is named, under a score's notes.
void layLyricsOf(const std::string& lyricFile, const std::string& language, Score& score);

/// Every part with words, syllable by syllable (see arioso::lyricsReport), under its name.
std::vector<std::string> lyricsReportOf(const Score& score);

/// What the singers of a score cannot do as written: words that cannot be pronounced, sounds
/// spelled wrongly, notes without words (see arioso::singWords).
std::vector<std::string> sungRemarksOf(const Score& score, const std::string& language);

}  // namespace arioso::cli
