#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "src/features/audio_features.h"
#include "src/features/score_features.h"

namespace arioso {

/// All features; `frames` adds what is long: likeness of bars, tension, or curves over time.
nlohmann::json toJson(const ScoreFeatures& features, const Score& score, bool frames);
nlohmann::json toJson(const AudioFeatures& features, bool frames);

/// A page of them for people.
std::string toText(const ScoreFeatures& features, const Score& score);
std::string toText(const AudioFeatures& features);

}  // namespace arioso
