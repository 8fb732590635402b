#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "tools/train/reward/reward.h"

namespace arioso::train {

/// A run of reinforcement learning.
// JSON that is null is made without throwing.
// NOLINTNEXTLINE(bugprone-exception-escape)
struct ReinforceSettings {
    std::filesystem::path weights;              ///< to start from, and to stay near to
    std::vector<std::filesystem::path> scores;  ///< as in training
    std::filesystem::path models;               ///< composer's folder: tunes and affect
    nlohmann::json config;                      ///< configs/train_reinforce.toml
    std::filesystem::path out;                  ///< new folder of the run
    std::uint64_t seed = 1;
    int threads = 1;
};

/// Tunes the transformer by a reward (see Reward): REINFORCE on groups of answers to prompts from
/// the training pieces, each compared with the others of its group, under a KL leash to the weights
/// it started from, with likelihood of training windows mixed in (as PPO-ptx, Ouyang et al. 2022).
/// Writes RUN/curve.csv (terms, KL, entropy of every update), RUN/valid.csv (the same and held-out
/// likelihood on validation pieces), curve.png, run.json, and best.safetensors: the best validated
/// reward among those that cost no more likelihood than `most_likelihood_loss`. Stops early where
/// entropy falls below `least_entropy` of what it was. Error(Output) if `out` exists.
void reinforce(const ReinforceSettings& settings);

/// Weights of the terms in [reward]; Error(Input) for a name that is none.
RewardTerms rewardWeights(const nlohmann::json& config);

struct TunedExportSettings {
    std::filesystem::path run;
    std::filesystem::path out;  ///< model folder
    std::string version = "1";
};

/// Writes a run's best weights as tuned.safetensors with its entry in the folder's manifest.json.
void exportTuned(const TunedExportSettings& settings);

}  // namespace arioso::train
