#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

struct VoiceRnnSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< model folder
    std::filesystem::path compare;  ///< model folder with `voices` to measure beside; empty = none
    std::string version = "1";
    double heldOut = 0.15;  ///< share of composers
    int hidden = 150;
    int recurrent = 150;
    int epochs = 20;
    int steps = 5;            ///< of contrastive divergence
    bool persistent = false;  ///< chains go on from epoch to epoch
    double rate = 2e-3;
    double decay = 0.02;
    std::uint64_t seed = 1;
    int threads = 2;
};

/// Trains the two recurrent models of four voices (VoiceRnnModel) and prints how likely held-out
/// notes are, how well missing voices and bars are filled in and how well pieces are told apart,
/// beside counts and the window model; writes the weights as `voices-rnn`. Error(Input).
void trainVoiceRnn(const VoiceRnnSettings& settings);

/// Writes scores of four voices as a chorale file of the literature (JSON with train, valid and
/// test: pieces of frames of four pitches, highest first, -1 = rests) on quarters; test and valid
/// are composers of their own, each about `heldOut` of them. Error(Input), Error(Output).
void writeChoraleFile(const std::vector<std::filesystem::path>& scores,
                      const std::filesystem::path& out, double heldOut, int threads);

}  // namespace arioso::train
