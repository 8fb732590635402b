#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace arioso::train {

/// What becomes of one file of a collection of scores.
struct ListedScore {
    std::filesystem::path path;
    enum class Side { Training, HeldOut, LeftOut } side = Side::LeftOut;
    std::string why;             ///< it is left out, one line
    std::filesystem::path like;  ///< the file whose tune it has
    std::string title;
    std::string composer;
    std::size_t bars = 0;
    std::size_t notes = 0;
    std::size_t tuneNotes = 0;
};

struct ScoreListSettings {
    std::vector<std::filesystem::path> scores;  ///< folders, searched through
    std::filesystem::path out;                  ///< table to write; empty = none
    double heldOut = 0.1;                       ///< share of composers
    int threads = 2;
};

/// Cleans a collection of scores: leaves out what cannot be read, what has no notes or fewer than
/// four bars, and what has mostly the tune of a file before it, in whatever key and tempo (of
/// scores without words the upper line of the first part); splits the rest by composer and work as
/// training does. Writes a table (tab-separated, a line a file, with the reason) and prints the
/// sums. Error(Input) for a folder that is not there, Error(Output).
std::vector<ListedScore> listScores(const ScoreListSettings& settings);

}  // namespace arioso::train
