#pragma once

#include <vector>

#include "src/perform/clock.h"
#include "src/perform/dynamics.h"
#include "src/perform/performance.h"
#include "src/perform/plan.h"

namespace arioso {

/// The part of a hairpin that velocities cannot carry: how a held note grows or fades after its
/// onset, in dB, back to 0 where the next note begins. `notes`: one instrument's, sorted by onset.
std::vector<CurvePoint> swellCurve(const std::vector<PlannedNote>& notes, const Dynamics& dynamics,
                                   const PerformanceClock& clock);

}  // namespace arioso
