#pragma once

#include <cstddef>

#include "src/score/score.h"

namespace arioso {

/// How much louder an arousal of 1 is than one of 0, as a velocity (0…1): two dynamic marks.
inline constexpr double kArousalLevel = 0.25;

/// What a composer writes over bars that are to be more excited or calmer than what stands before:
/// from bar `from` on a tempo (up to a quarter faster or a fifth slower than four bars earlier, so
/// that a last ritardando does not count) and a dynamic mark in each part, by `arousal`, -1…1.
/// Within the middle tenth nothing is marked. Tempo and loudness are what arousal is heard by
/// before all else (Gabrielsson and Lindström 2010).
void markArousal(Score& score, std::size_t from, double arousal);

}  // namespace arioso
