#pragma once

#include <string>

#include "src/score/score.h"

namespace arioso {

/// A score as one ABC 2.1 tune, UTF-8, at concert pitch: a voice for each voice of each part, words
/// as w: lines, chord symbols, repeats with endings where they are simple enough for ABC (no jumps,
/// none inside another, twice each), else bar after bar as played. Instruments are %%MIDI programs.
/// Loudness becomes the nearest sign; glides in tempo and controllers are left out.
std::string writeAbc(const Score& score);

}  // namespace arioso
