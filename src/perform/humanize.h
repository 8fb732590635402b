#pragma once

#include <cstdint>
#include <vector>

#include "src/perform/plan.h"

namespace arioso {

/// Small deviations of a player, seeded: onsets (up to about 8 ms standard deviation at 1), most of
/// it shared by all who play the same beat, lengths, velocities with a slight arc over each phrase.
/// Amount 0 changes nothing, not even a rounding. Parts whose onsets lie off every common grid were
/// played by a person already: their times stay. `stream` names the part.
void humanize(std::vector<PlannedNote>& notes, double amount, std::uint64_t seed,
              std::uint64_t stream, bool percussion);

}  // namespace arioso
