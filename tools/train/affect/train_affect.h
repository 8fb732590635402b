#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace arioso::train {

struct AffectSettings {
    std::filesystem::path labels;  ///< table with file, composer, title, valence, arousal
    std::filesystem::path scores;  ///< folder that the files are in
    std::filesystem::path out;     ///< model folder
    /// Table of words of feeling (configs/mood_words.toml): where given, valence is the mean of
    /// those in the table's column `words`, and songs without one teach arousal alone.
    std::filesystem::path words;
    std::string version = "1";
    double heldOut = 0.2;  ///< share of composers
    int threads = 2;
};

/// Fits valence and arousal on the labelled songs of the training side and prints how well they are
/// told on the other side, beside tempo and mode alone and everything but the tempo. Rows without
/// both labels are left out. Error(Input) for a table or folder that cannot be used.
void trainAffect(const AffectSettings& settings);

struct AffectJudgeSettings {
    std::filesystem::path model;  ///< folder with the composer's weights and this model's
    std::filesystem::path instruments;
    int pieces = 25;  ///< at each corner of the plane
    int bars = 16;
    std::uint64_t seed = 1;
};

/// Composes pieces at the four corners of the plane and prints at which the model hears them.
void judgeAffect(const AffectJudgeSettings& settings);

}  // namespace arioso::train
