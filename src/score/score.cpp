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

std::optional<Expression> curveOf(ControlChange::Kind kind) {
    if (kind < ControlChange::Kind::Dynamics) return std::nullopt;
    return static_cast<Expression>(static_cast<int>(kind) -
                                   static_cast<int>(ControlChange::Kind::Dynamics));
}

ControlChange::Kind controlOf(Expression curve) {
    return static_cast<ControlChange::Kind>(static_cast<int>(curve) +
                                            static_cast<int>(ControlChange::Kind::Dynamics));
}

}  // namespace arioso
