#pragma once

#include "src/features/score_features.h"

namespace arioso {

/// Intervals and contours of a tune.
TuneFeatures tuneFeatures(const std::vector<StudyNote>& tune, const std::vector<StudyBar>& bars);

/// Huron's name of a phrase's contour, from its pitches: "convex", "descending", …
std::string contourOf(const std::vector<int>& pitches);

}  // namespace arioso
