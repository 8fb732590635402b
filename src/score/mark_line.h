#pragma once

#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A value that holds from a place on, or glides from there to the next mark.
struct LineMark {
    Beat at;
    double value = 0.0;
    bool ramp = false;
};

/// A piece of written time as it is played.
struct PlayedSpan {
    Beat from;  ///< written
    Beat to;
    Beat at;              ///< played
    bool jumped = false;  ///< does not follow on what was played before
};

/// Lays a line of marks over written time out in played order: where the music jumps, the value
/// written for the place it lands on holds there, and a glide that is left ends where it was left.
std::vector<LineMark> unfoldLine(const std::vector<LineMark>& written,
                                 const std::vector<PlayedSpan>& spans, double before);

}  // namespace arioso
