#pragma once

#include <nlohmann/json.hpp>

#include "src/perform/performance.h"

namespace arioso {

/// JSON forms of a performance: used by `--dump`, by the corpus and by the tests. Numbers survive a
/// round trip exactly. `partFromJson` throws Error(Input) naming the field that is missing or
/// wrong.
nlohmann::json toJson(const PerformedPart& part);
nlohmann::json toJson(const Performance& performance);
PerformedPart partFromJson(const nlohmann::json& json, const std::string& source);
Performance performanceFromJson(const nlohmann::json& json, const std::string& source);

}  // namespace arioso
