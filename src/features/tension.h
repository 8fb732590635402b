#pragma once

#include "src/features/score_features.h"

namespace arioso {

/// Tension of every bar. `bars` have their keys.
std::vector<BarTension> tensionOf(const Score& score, const std::vector<StudyBar>& bars);

}  // namespace arioso
