#pragma once

#include <string>

#include "src/perform/clock.h"

namespace arioso {

/// A place as a user writes it: in the score, or in seconds of the performance.
struct ScorePlace {
    std::string measure;  ///< printed number; empty = `seconds` counts
    int pass = 1;         ///< which time the measure is played
    double beat = 1.0;    ///< of the measure's time signature, from 1
    double seconds = 0.0;
};

/// "3:2.5" (measure 3, beat 2.5), "3#2:1" (the second time it is played), "3". False if `text` is
/// none of them.
bool readPlace(const std::string& text, ScorePlace& place);

/// Quarters from the start of the score. Error(Input), beginning with `origin`, for a place that
/// the score has not; `place.measure` is not empty.
double quartersOf(const ScorePlace& place, const Score& score, const std::string& origin);

/// Seconds of the performance. Error(Input) likewise.
double secondsOf(const ScorePlace& place, const Score& score, const PerformanceClock& clock,
                 const std::string& origin);

}  // namespace arioso
