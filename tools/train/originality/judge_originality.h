#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "src/compose/event_model.h"

namespace arioso::train {

struct OriginalityJudgeSettings {
    std::filesystem::path model;                ///< folder of the composer's manifest.json
    std::filesystem::path instruments;          ///< instrument table
    std::vector<std::filesystem::path> scores;  ///< what the library was made of
    double heldOut = 0.1;                       ///< share of composers, as in training
    int pieces = 200;                           ///< that are composed
    int continued = 60;                         ///< held-out works that go on
    int bars = 16;                              ///< by how much
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Prints how much of the tunes that the composer writes, and of what models of events write as
/// continuations of held-out works, is in the library of tunes, beside human music of the same
/// length. `writers`: their names and models. Error(Input, Model) as reading them does.
void judgeOriginality(const OriginalityJudgeSettings& settings,
                      const std::vector<std::pair<std::string, const EventModel*>>& writers);

}  // namespace arioso::train
