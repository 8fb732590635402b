#pragma once

#include "src/features/score_features.h"

namespace arioso {

/// Likeness of bars and what form it makes.
FormFeatures formFeatures(const Score& score);

}  // namespace arioso
