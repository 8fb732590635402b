#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct PatternSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::string version = "1";
    double heldOut = 0.15;  ///< share of composers
    int hidden = 128;
    int latent = 24;
    int updates = 6000;  ///< of the generator
    int batch = 32;
    double rate = 5e-4;
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Trains the generator of accompaniments (PatternModel, WGAN-GP) on bars of accompaniments, prints
/// how its patterns measure beside held-out ones, training ones and counts, and writes the weights
/// as `patterns`. Error(Input).
void trainPatterns(const PatternSettings& settings);

}  // namespace arioso::train
