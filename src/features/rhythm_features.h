#pragma once

#include "src/features/score_features.h"

namespace arioso {

/// Note lengths, groove and empty beats of all parts.
RhythmFeatures rhythmFeatures(const Score& score);

/// Mean sum a bar of how much weaker the place of a note is than the strongest one that it is
/// held, or followed by silence, across (Longuet-Higgins and Lee, Music Perception 1(4), 1984).
double syncopationOf(const std::vector<StudyNote>& tune, const std::vector<StudyBar>& bars);

}  // namespace arioso
