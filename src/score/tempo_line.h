#pragma once

#include <vector>

#include "src/score/mark_line.h"
#include "src/score/musicxml_model.h"

namespace arioso {

/// Settles tempo directions, sorted by place in written time, into numbers: a number beats a word
/// at the same place; rit. and accel. glide until the next direction, at most two bars of four, and
/// the old tempo comes back by itself if nobody restores it.
std::vector<LineMark> settleTempos(std::vector<TempoEvent> events, Beat end);

}  // namespace arioso
