#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "src/compose/steering.h"

namespace arioso::train {

struct JudgeSettings {
    std::filesystem::path model;                ///< folder of the composer's manifest.json
    std::filesystem::path instruments;          ///< instrument table
    std::vector<std::filesystem::path> scores;  ///< what it was trained on
    double heldOut = 0.1;                       ///< as in training
    int pieces = 200;
    int phrases = 1000;
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Places in the mood plane and metres in turn, so that pieces are as different as can be asked
/// for.
Steering variedSteering(int piece);

/// Prints what the composer's card tells: melodic n-grams shared with the training tunes beside
/// those of held-out human ones, bars repeated exactly, overlap areas of distributions beside human
/// against human, what the four corners of the mood plane do, the time a phrase takes.
void judgeComposer(const JudgeSettings& settings);

}  // namespace arioso::train
