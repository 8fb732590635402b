#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct JudgeTraining {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder, which has the joint embedding
    std::filesystem::path instruments;          ///< for the composer's own pieces
    std::string version = "1";
    std::uint64_t seed = 1;
    double heldOut = 0.15;    ///< share of composers
    std::size_t windows = 1;  ///< of eight bars, of each score
    int composed = 60;        ///< pieces of the composer that are judged beside
    int threads = 2;
};

/// Fits the listening judge on pairs of human windows and the same spoilt, and prints how many
/// pairs of the held-out side it tells: of each way to spoil, of each when training had known all
/// the others only, and how the composer's own pieces stand among human ones. Error(Input).
void trainJudge(const JudgeTraining& settings);

}  // namespace arioso::train
