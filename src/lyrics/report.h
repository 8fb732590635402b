#pragma once

#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// What a part sings, note by note, a line each: measure and beat, time, note, and the syllable
/// under it; "_" where a syllable is held on, "(no words)" where nothing is sung. Rests are left
/// out.
std::vector<std::string> lyricsReport(const Score& score, const Part& part);

/// Name of a MIDI note, "C4" for 60; the nearest one for microtones.
std::string noteName(double pitch);

}  // namespace arioso
