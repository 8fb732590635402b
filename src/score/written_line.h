#pragma once

#include <vector>

#include "src/score/mark_line.h"
#include "src/score/notation.h"

namespace arioso {

/// Where the bars of a page begin if each is counted once, and where the last one ends.
std::vector<Beat> writtenStarts(const Notation& notation);

/// Lays a line of marks over played time out in written time, as it goes through the bars that are
/// typical: the counterpart of unfoldLine. Two marks stand at one place where a glide leads to
/// another value than the one that holds from there on. `before` holds until the first mark.
std::vector<LineMark> foldLine(const std::vector<LineMark>& played, const Notation& notation,
                               double before);

}  // namespace arioso
