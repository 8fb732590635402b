#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace arioso::corpus {

struct LikenessSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< file of rows to write
    std::filesystem::path instrumentTable;
    std::filesystem::path soundFont;
    double heldOut = 0.15;    ///< share of composers
    std::size_t windows = 6;  ///< of eight bars, at most, of each score
    std::size_t heard = 2;    ///< of them that are played and measured by ear, too
    int threads = 2;
};

/// Cuts cleaned scores into windows, plays some of them with the soundfont, and writes what each
/// window is like as score, as sound and in words: a JSON object a line, what `arioso-train
/// likeness` learns from. Error(Input), Error(Output).
void writeLikenessRows(const LikenessSettings& settings);

}  // namespace arioso::corpus
