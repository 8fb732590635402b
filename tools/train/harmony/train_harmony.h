#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct HarmonySettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.1;  ///< share of composers
    int threads = 2;
};

/// Learns the harmoniser's tables from scores with a melody and chords, fits how much the melody
/// counts on composers left out of counting, prints -1/T ln P(chords | melody) of held-out pieces
/// in major and minor as Allan and Williams (NIPS 2004) do, beside chains that hear no melody and
/// independent chords, and writes the weights. Error(Input) for a folder that does not exist or
/// holds nothing to learn from.
void trainHarmony(const HarmonySettings& settings);

}  // namespace arioso::train
