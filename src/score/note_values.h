#pragma once

#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A note value as it is drawn: a power of two with dots, in a tuplet of `actual` in the time of
/// `normal`.
struct NoteValue {
    Beat length;   ///< in quarters, tuplet counted in
    int log2 = 0;  ///< of the undotted value in quarters: 0 = quarter, -1 = eighth, 2 = whole
    int dots = 0;  ///< 0…3
    int actual = 1;
    int normal = 1;
    [[nodiscard]] bool tuplet() const { return actual != normal; }
};

/// The fewest values that, tied, last `length` (> 0). Lengths that no usual tuplet can write come
/// back as one value: the nearest to be drawn, with the true length.
std::vector<NoteValue> noteValues(Beat length);

}  // namespace arioso
