#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace arioso::train {

/// What pre-training is worth where labels are few.
struct TransferSettings {
    std::filesystem::path weights;                  ///< the pre-trained network
    std::vector<std::filesystem::path> scores;      ///< songs with words
    std::vector<double> shares = {0.01, 0.1, 1.0};  ///< of the training songs that have labels
    std::vector<double> rates = {5e-4, 2e-3};  ///< learning rates; the better on validation counts
    std::int64_t steps = 100;
    std::int64_t batch = 8;
    std::size_t symbols = 160;  ///< of a window
    std::size_t windows = 150;  ///< held-out windows, at most; 0 = all
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Trains a network to tell at which sung notes a clause of the text begins (punctuation, which no
/// model of events has seen), once from the pre-trained weights and once from a random start of the
/// same shape, on shares of the songs, and prints the average precision on held-out composers
/// beside that of a rule (the longer since the onset before, the likelier) and of chance.
/// Checkpoint and learning rate are chosen on validation songs, for both in the same way.
void judgeTransfer(const TransferSettings& settings);

}  // namespace arioso::train
