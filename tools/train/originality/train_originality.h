#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct OriginalitySettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.1;  ///< share of composers, as in `statistics`
    int quotations = 1000;
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Writes the tunes of the training side as a TuneLibrary and prints how well it works: false
/// alarms on held-out works, and how many quotations are found that were planted into them (from 8
/// notes on; transposed, longer or shorter, swung). Error(Input) for a folder that does not exist.
void trainOriginality(const OriginalitySettings& settings);

}  // namespace arioso::train
