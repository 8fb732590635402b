#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct MarksSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.1;  ///< share of composers, as in `statistics`
    int threads = 2;
};

/// Counts ornaments, articulation and dynamics of scores into MarkTables and prints how likely
/// those of held-out works are under them, beside counts that know no place. Error(Input) for a
/// folder that is not there, Error(Processing) if nothing is marked.
void trainMarks(const MarksSettings& settings);

}  // namespace arioso::train
