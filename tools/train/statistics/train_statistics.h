#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/compose/learn.h"

namespace arioso::train {

struct StatisticsSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.1;  ///< share of composers
    int threads = 2;
    LearnOptions learn;
};

/// Learns the statistical composer's tables from scores, prints what was read and left out and the
/// held-out likelihood beside zero-order counts, and writes weights and manifest into `out`.
/// Error(Input) for a folder that does not exist or holds nothing to learn from.
void trainStatistics(const StatisticsSettings& settings);

}  // namespace arioso::train
