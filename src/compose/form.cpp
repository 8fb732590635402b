#include "src/compose/form.h"

namespace arioso {

std::vector<PhrasePlan> drawForm(models::RandomStream& random) {
    const double form = random.uniform();
    const Cadence weak = random.chance(0.5) ? Cadence::Imperfect : Cadence::Perfect;
    const Cadence turn = random.chance(0.3) ? Cadence::Deceptive : Cadence::Half;
    if (form < 0.5)
        return {{-1, false, Cadence::Half},
                {0, false, weak},
                {-1, true, turn},
                {0, false, Cadence::Perfect}};
    if (form < 0.75)
        return {{-1, false, Cadence::Imperfect},
                {-1, false, Cadence::Half},
                {0, false, turn == Cadence::Half ? Cadence::Imperfect : turn},
                {1, false, Cadence::Perfect}};
    return {{-1, false, Cadence::Half},
            {0, false, Cadence::Perfect},
            {-1, true, Cadence::Half},
            {2, true, Cadence::Perfect}};
}

std::vector<BarPlan> drawBars(int bars, models::RandomStream& random) {
    std::vector<BarPlan> plan(static_cast<std::size_t>(bars));
    if (bars < 3) return plan;
    static constexpr int kShifts[] = {-2, -1, -1, 1, 1, 2, 0};
    const auto shift = [&] { return kShifts[random.below(7)]; };
    const double form = random.uniform();
    const int last = bars - 1;
    const int sequence = shift();
    for (int bar = 1; bar < last; ++bar) {
        BarPlan& one = plan[static_cast<std::size_t>(bar)];
        if (form < 0.35) {
            // A sentence: the motif, the motif again, then on.
            if (bar % 3 == 1) one = {bar - 1, shift()};
        } else if (form < 0.6) {
            // The motif comes back after an answer.
            if (bar % 2 == 0) one = {bar - 2, shift()};
        } else if (form < 0.75) {
            // A sequence.
            one = {bar - 1, sequence == 0 ? -1 : sequence};
        } else if (form < 0.9) {
            if (bar == 2) one = {1, shift()};
        }
    }
    return plan;
}

}  // namespace arioso
