#pragma once

#include "src/likeness/feature_row.h"
#include "src/score/score.h"

namespace arioso {

/// What a score is like, whatever its key: how it moves, its rhythm, harmony, texture, form, tempo
/// and register. Error(Input) if nothing but drums sounds. Any thread.
FeatureRow scoreRow(const Score& score);

}  // namespace arioso
