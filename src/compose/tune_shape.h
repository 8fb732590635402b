#pragma once

#include <vector>

namespace arioso {

struct TuneNote;

/// How well a phrase is shaped, as melody teachers count it: one climax away from the ends, leaps
/// answered by steps back, no note hammered, no swinging between two notes. Higher is better; 0 is
/// average.
double shapeScore(const std::vector<TuneNote>& notes);

}  // namespace arioso
