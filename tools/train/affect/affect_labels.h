#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

/// A song that somebody's words place on Russell's plane.
struct LabelledSong {
    std::filesystem::path file;  ///< as the table has it
    std::string composer;
    std::string title;
    std::array<double, 2> label{};  ///< valence, arousal
    std::array<bool, 2> labelled{true, true};
};

/// The rows of a table (tab-separated; columns file, composer, title, valence, arousal, and words
/// where `words` is given) that have both labels. With a table of words of feeling
/// (configs/mood_words.toml), valence is the mean of those in the column `words`, and a song
/// without one has none. Error(Input) with file, line, expected and found.
std::vector<LabelledSong> readAffectLabels(const std::filesystem::path& file,
                                           const std::filesystem::path& words);

}  // namespace arioso::train
