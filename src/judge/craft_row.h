#pragma once

#include "src/likeness/feature_row.h"
#include "src/score/score.h"

namespace arioso {

/// How a score is made, beyond what scoreRow measures: how notes sound together and after each
/// other, and how bars differ. Error(Input) if nothing but drums sounds. Any thread.
FeatureRow craftRow(const Score& score);

}  // namespace arioso
