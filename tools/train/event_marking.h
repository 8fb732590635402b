#pragma once

#include <nlohmann/json.hpp>

#include "tools/train/statistics/event_corpus.h"

namespace arioso::train {

/// As a run's settings say: data.marks (false if they are silent), data.moods (folder of the model
/// that tells them; absent = none). Error(Model) for a folder without such a model.
EventMarking markingOf(const nlohmann::json& config);

}  // namespace arioso::train
