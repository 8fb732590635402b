#pragma once

#include "src/features/audio_features.h"
#include "src/likeness/feature_row.h"

namespace arioso {

/// What a recording is like, whatever its key and level. Any thread.
FeatureRow audioRow(const AudioFeatures& features);

}  // namespace arioso
