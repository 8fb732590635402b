#pragma once

#include <string>
#include <vector>

#include "src/score/reader.h"
#include "src/score/score.h"

namespace arioso {

struct TimeSignature {
    Beat at;
    int beats = 4;
    int beatType = 4;
};

struct KeySignature {
    Beat at;
    int fifths = 0;
    bool minor = false;
};

/// Lays bars over [0, end) from signatures sorted by time; a signature inside a bar cuts it short.
/// Error(Input) naming `name` when the bars outnumber what a score can hold.
std::vector<Measure> layMeasures(const std::vector<TimeSignature>& times,
                                 const std::vector<KeySignature>& keys, Beat end,
                                 const std::string& name);

/// Fills Note::measure of every part from the measures' starts; notes are sorted by onset.
void assignMeasures(Score& score);

}  // namespace arioso
