#include "src/score/score.h"

#include <algorithm>

namespace arioso {

Beat Score::end() const {
    Beat last;
    for (const Measure& measure : measures) last = std::max(last, measure.start + measure.length);
    for (const Part& part : parts) {
        for (const Note& note : part.notes) last = std::max(last, note.onset + note.duration);
    }
    return last;
}

}  // namespace arioso
