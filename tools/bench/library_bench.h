#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace arioso::bench {

/// How long `arioso originality` takes beside a library of many pieces.
struct LibraryTimes {
    std::size_t pieces = 0;
    double buildSeconds = 0.0;    ///< gathering and indexing, files not read
    double mebibytes = 0.0;       ///< of the index file
    double answerSeconds = 0.0;   ///< a whole run of the program, median of eleven
    double shippedSeconds = 0.0;  ///< the same without the index, in turn with it
    double peakMebibytes = 0.0;   ///< of the program
};

/// Makes up `pieces` pieces from stretches of those that ship, so that what is common in music is
/// common in them, writes their index to a temporary file and asks it for `score`. Seed 1.
LibraryTimes measureLibrary(std::size_t pieces, const std::filesystem::path& composer,
                            const std::filesystem::path& program,
                            const std::filesystem::path& score);

std::string text(const LibraryTimes& times);

}  // namespace arioso::bench
