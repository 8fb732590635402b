#pragma once

#include <vector>

#include "tools/corpus/voice/acoustic_model.h"

namespace arioso::corpus {

/// Likeliest node of each frame (Viterbi); empty if the text cannot be said in so few frames.
std::vector<int> bestPath(const Lattice& lattice, const AcousticModel& model,
                          const StateScores& scores, int frames);

/// Frames as a path has them.
std::vector<Occupancy> occupancyOf(const Lattice& lattice, const std::vector<int>& path);
/// Frames that are the first in their node, by state.
std::vector<double> visitsOf(const Lattice& lattice, const std::vector<int>& path, int states);

/// How likely each state is at each frame, over all paths (forward and backward, Baum-Welch);
/// shares below 0.001 are left out. Empty if no path is likely enough for double precision.
/// `visits` gets the expected number of entries by state.
std::vector<Occupancy> softOccupancy(const Lattice& lattice, const AcousticModel& model,
                                     const StateScores& scores, int frames,
                                     std::vector<double>& visits);

}  // namespace arioso::corpus
