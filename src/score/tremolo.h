#pragma once

#include "src/score/score.h"

namespace arioso {

/// Written length of one stroke of a tremolo: the bars through the stem halve the note value as
/// often as flags would, and count with the flags the note has. Unmeasured ones count as three.
Beat tremoloStroke(const Note& note);

}  // namespace arioso
