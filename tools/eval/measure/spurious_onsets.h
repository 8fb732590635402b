#pragma once

#include <span>
#include <vector>

#include "src/perform/performance.h"

namespace arioso::eval {

/// Rise of the sound over time: at each step of kNoveltyStep seconds, the mean over bands of the
/// rise in dB within 12 ms, levels more than 50 dB below the loudest counting as silence.
std::vector<double> novelty(std::span<const float> audio);
inline constexpr double kNoveltyStep = 256.0 / 44100.0;

/// Novelty that a peak must surpass to count as an onset: 0.4 times what nine in ten of the
/// reference's own notes reach, at least 0.75 dB, and more than all but one in fifty of the rises
/// that the reference shows between its notes.
double onsetThreshold(const std::vector<double>& reference, const PerformedPart& part);
/// Onsets heard (peaks of the novelty above the threshold) where the part has neither an onset nor
/// an offset within 60 ms: invented notes. Times in seconds.
std::vector<double> spuriousOnsets(const std::vector<double>& novelty, double threshold,
                                   const PerformedPart& part);

}  // namespace arioso::eval
