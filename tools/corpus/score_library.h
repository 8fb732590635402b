#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"

namespace arioso::corpus {

/// What is worth knowing of one part of a score when choosing who plays it.
struct ScorePart {
    std::size_t score = 0;  ///< index into ScoreLibrary::scores
    std::size_t part = 0;   ///< index into Performance::parts
    int instrument = 0;     ///< row in the instrument table that the score asks for
    bool percussion = false;
    bool chords = false;  ///< sounds more than one note at a time for much of the time
    int lowest = 0;       ///< all but a few per cent of the notes lie in lowest…highest
    int highest = 127;
    double seconds = 0.0;  ///< of the part in which something sounds
};

struct LibraryScore {
    std::filesystem::path path;
    std::string source;  ///< path below the folder it was found in
    double place = 0.0;  ///< in [0, 1), from the file's name: decides the split
};

/// Scores found in folders, by part. Scores that cannot be read are left out and counted.
struct ScoreLibrary {
    std::vector<LibraryScore> scores;
    std::vector<ScorePart> parts;
    std::size_t unreadable = 0;
};

/// Reads every .mid, .midi, .mxl, .musicxml and .xml below `folders` on `threads` threads. Order
/// and content do not depend on the threads. Error(Input) for a folder that does not exist.
ScoreLibrary scanScores(const std::vector<std::filesystem::path>& folders,
                        const InstrumentTable& table, int threads);

}  // namespace arioso::corpus
