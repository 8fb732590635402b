#include "src/score/tremolo.h"

#include <algorithm>

namespace arioso {

Beat tremoloStroke(const Note& note) {
    const int bars = note.strokes > 0 ? note.strokes : 3;
    const double quarters = note.duration.value();
    const int flags = quarters < 0.25 ? 3 : quarters < 0.5 ? 2 : quarters < 1.0 ? 1 : 0;
    return {1, std::int64_t{1} << std::min(bars + flags, 6)};
}

}  // namespace arioso
