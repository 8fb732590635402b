#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace arioso::train {

struct MelodyJudgeSettings {
    std::filesystem::path model;                ///< model folder
    std::vector<std::filesystem::path> scores;  ///< folders that it learnt from
    double heldOut = 0.1;                       ///< share of composers, as in training
    std::size_t windows = 2000;                 ///< held-out windows, at most
    std::size_t pairs = 200;                    ///< blended
    std::size_t shifted = 300;                  ///< windows that attributes are shifted in
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Measures the melody VAE that ships on held-out composers and prints it: reconstruction with the
/// true cells before and with its own, the bound on nats a melody beside counts (MelodyCounts), how
/// evenly blends go beside a mix of cells, and what shifting along attributes does.
void judgeMelodies(const MelodyJudgeSettings& settings);

}  // namespace arioso::train
