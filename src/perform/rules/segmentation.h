#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso {

/// A note of the tune that phrases are found in; quarters.
struct LineNote {
    double start = 0.0;
    double end = 0.0;
    double pitch = 60.0;
    bool slurred = false;    ///< a slur leads on
    bool phraseEnd = false;  ///< a breath, a fermata, the end of a line of text is written on it
};

/// How much of a boundary lies before each note, 0 … about 1 from pitch, time and rests (E.
/// Cambouropoulos, "The local boundary detection model (LBDM) and its application in the study of
/// expressive timing", ICMC 2001, weights 0.25, 0.5, 0.25), plus what is written: 1.5 for the end
/// of a phrase, up to 1 for a rest, 0.2 for the end of a slur. The first is 0.
std::vector<double> boundaryStrengths(std::span<const LineNote> tune);

/// First notes of the small groups of a tune: where a boundary is stronger than its neighbours and
/// than 0.4, and no group has a single note.
std::vector<std::size_t> melodyGroups(std::span<const double> strengths);

/// First notes of phrases: the cut into stretches of about `target` quarters (a quarter of it to
/// three times as much) with the strongest boundaries; whole numbers of bars (`bar` quarters) are
/// preferred. Every note of `fixed` begins one.
std::vector<std::size_t> phraseStarts(std::span<const LineNote> tune,
                                      std::span<const double> strengths, double target, double bar,
                                      std::span<const std::size_t> fixed = {});

}  // namespace arioso
