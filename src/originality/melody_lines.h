#pragma once

#include <string>
#include <vector>

#include "src/compose/study.h"
#include "src/score/score.h"

namespace arioso {

/// One voice of a score as a line of single notes.
struct MelodyLine {
    std::string name;  ///< of its part, with "voice 2" or "lowest notes" where there are several
    std::vector<StudyNote> notes;
};

/// Every line in which a tune may lie: the upper line of each pitched part, each of its voices, and
/// the lowest notes of parts that play chords. Lines that are the same are given once.
std::vector<MelodyLine> melodyLines(const Score& score);

}  // namespace arioso
