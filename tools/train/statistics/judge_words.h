#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace arioso::train {

struct JudgeWordsSettings {
    std::filesystem::path model;                ///< folder of the composer's manifest.json
    std::filesystem::path instruments;          ///< instrument table
    std::vector<std::filesystem::path> scores;  ///< folders of songs with words
    std::vector<std::filesystem::path> poems;   ///< lyric files that say their language
    double heldOut = 0.1;                       ///< as in training
    int songs = 20;                             ///< composed of each poem
    std::uint64_t seed = 1;
};

/// Prints how words and notes go together (see WordFit) in songs composed for poems, and in the
/// held-out human songs of the scores by the same code: English and German ones, by their commonest
/// words.
void judgeWords(const JudgeWordsSettings& settings);

}  // namespace arioso::train
