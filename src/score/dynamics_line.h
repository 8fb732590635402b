#pragma once

#include <vector>

#include "src/score/mark_line.h"
#include "src/score/musicxml_model.h"

namespace arioso {

/// Level that stands where no dynamic is written.
inline constexpr double kDefaultLevel = 0.6;
/// What a hairpin adds or takes when nothing at its end says where it leads.
inline constexpr double kHairpinStep = 16.0 / 127.0;

/// Settles the dynamics and hairpins of one staff (marks of other kinds are ignored), sorted by
/// place in written time, into levels. A hairpin leads to the dynamic at its end, else one step up
/// or down; cresc. and dim. as words lead on to the next dynamic within four bars of four.
std::vector<LineMark> settleDynamics(std::vector<WrittenMark> marks);

}  // namespace arioso
