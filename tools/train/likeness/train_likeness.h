#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace arioso::train {

struct LikenessTraining {
    std::filesystem::path rows;  ///< of `arioso-corpus likeness`
    std::filesystem::path out;   ///< model folder
    std::string version = "1";
    std::uint64_t seed = 1;
    int epochs = 200;
    std::size_t hidden = 96;
    std::size_t outputs = 32;
    std::size_t dimensions = 48;  ///< of the word space
    std::size_t batch = 192;
    double dropout = 0.2;
    double temperature = 0.1;
    double rate = 1e-3;
    double decay = 0.3;
};

/// Trains the joint embedding by contrast on the rows of the training side, keeps the weights of
/// the epoch that did best on a tenth of its works, and prints how well what belongs together is
/// found on the other side. Error(Input) for rows that cannot be used.
void trainLikeness(const LikenessTraining& settings);

/// The same figures for a model that is there.
void judgeLikeness(const std::filesystem::path& rows, const std::filesystem::path& model,
                   std::uint64_t seed);

}  // namespace arioso::train
