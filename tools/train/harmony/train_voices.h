#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct VoicesSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.15;  ///< share of composers
    int hidden = 200;
    int epochs = 30;
    int steps = 2;  ///< of contrastive divergence
    bool persistent = false;
    double rate = 0.05;
    double decay = 2e-4;
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Trains the four-part model on scores of four voices (quartets, choirs), prints how likely
/// held-out windows and notes are beside counts of single notes, of steps and of steps with the
/// voice above, how well inner voices are filled in, and writes the weights. Error(Input).
void trainVoices(const VoicesSettings& settings);

}  // namespace arioso::train
