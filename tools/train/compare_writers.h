#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace arioso::train {

/// What is measured of several weights, the first of which the others are compared with.
// JSON that is null is made without throwing.
// NOLINTNEXTLINE(bugprone-exception-escape)
struct CompareSettings {
    std::vector<std::pair<std::string, std::filesystem::path>> weights;  ///< name and file
    std::vector<std::filesystem::path> scores;                           ///< as in training
    std::filesystem::path models;  ///< composer's folder: tunes and affect
    nlohmann::json config;         ///< configs/train_reinforce.toml: weights of the reward, prompts
    std::size_t prompts = 200;     ///< from held-out composers
    std::size_t windows = 120;     ///< of their pieces, for the likelihood
    double temperature = 0.9;      ///< as `fill` draws
    double topP = 0.95;
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Prints a table: reward and its terms on the same prompts from held-out composers, what no reward
/// has looked at (likeness of the histograms to what people wrote there, repetition, silence), and
/// held-out likelihood, for people and every network, with paired differences and their 95 %
/// intervals.
void compareWriters(const CompareSettings& settings);

}  // namespace arioso::train
