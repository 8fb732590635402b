#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A feature that moods are told by.
struct AffectFeature {
    const char* name;     ///< in files: "tempo"
    const char* meaning;  ///< for people: "tempo"
    const char* unit;
};

/// What the model of affect looks at. The tempo stands in the first of them alone: all others are
/// counted by quarters, not by seconds.
const std::vector<AffectFeature>& affectFeatureList();
inline constexpr std::size_t kTempoFeature = 0;
inline constexpr std::size_t kModeFeature = 1;

/// Their values for a score as it is, chord symbols left aside; kUnknown (models/ridge.h) where the
/// score does not say: tempo, dynamics. Error(Input) if nothing but drums sounds. Any thread.
std::vector<double> affectFeatures(const Score& score);

/// Some bars of a score as a score of their own, with the tempo and dynamics that hold there; no
/// chord symbols. Notes that reach in from before are left out, those that reach out are cut.
Score someBars(const Score& score, std::size_t first, std::size_t count);

}  // namespace arioso
