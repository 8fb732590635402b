#pragma once

#include <string>
#include <vector>

#include "src/lyrics/lyrics.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/syllables.h"
#include "src/score/score.h"

namespace arioso {

/// Where a text has more syllables than its melody notes: pairs lines with phrases so that the
/// least is left over (dynamic programming) and tells for each line that is too long which notes of
/// its phrase to divide. At most a few lines of advice.
std::vector<std::string> adviseFit(const Score& score, const Part& part, const Lyrics& lyrics,
                                   const std::vector<Syllable>& syllables,
                                   const std::vector<MelodySlot>& slots);

}  // namespace arioso
