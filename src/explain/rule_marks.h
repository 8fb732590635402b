#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A place where a rule of voice leading speaks.
struct RuleMark {
    std::size_t bar = 0;  ///< index into Score::measures
    Beat at;              ///< quarters from the beginning
    std::string rule;     ///< "parallel fifths"
    std::string text;     ///< with the parts and notes
    std::string term;     ///< what the knowledge graph says of it: "ar:parallel-fifths"
};

/// Parallel fifths, octaves and unisons between lines of the texture (the upper line
/// of each part), augmented seconds, tritone leaps and leaps of
/// more than an octave in parts of single notes (Fux, Gradus ad Parnassum, 1725; Piston, Harmony,
/// 1941). Marks are observations: many styles want what others forbid. In order of time.
std::vector<RuleMark> ruleMarks(const Score& score);

}  // namespace arioso
