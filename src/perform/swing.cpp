#include "src/perform/swing.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

/// Place within the bar; an upbeat bar counts from its end.
Beat inBar(const Score& score, Beat at) {
    const auto& bars = score.measures;
    const auto after = std::upper_bound(bars.begin(), bars.end(), at,
                                        [](Beat b, const Measure& bar) { return b < bar.start; });
    if (after == bars.begin()) return at;
    const Measure& bar = *std::prev(after);
    const Beat nominal(std::int64_t{4} * bar.beats, std::max(1, bar.beatType));
    const bool upbeat = std::prev(after) == bars.begin() && bar.length < nominal;
    return at - bar.start + (upbeat ? nominal - bar.length : Beat{});
}

}  // namespace

double Swing::place(Beat at) const {
    const auto& changes = score_.swings;
    if (changes.empty()) return at.value();
    const auto after =
        std::upper_bound(changes.begin(), changes.end(), at,
                         [](Beat b, const SwingChange& change) { return b < change.at; });
    if (after == changes.begin()) return at.value();
    const SwingChange& change = *std::prev(after);
    const double first = change.first;
    if (!(first > 0.0 && first < 1.0) || std::abs(first - 0.5) < 1e-6) return at.value();
    const Beat position = inBar(score_, at);
    // A third of a pair is written as a triplet and played as one.
    if (position.den % 3 == 0) return at.value();
    const double pair = 2.0 * change.unit.value();
    if (!(pair > 0.0)) return at.value();
    const double inside = std::fmod(position.value(), pair);
    const double share = inside / pair;
    const double moved =
        share <= 0.5 ? 2.0 * share * first : first + 2.0 * (share - 0.5) * (1.0 - first);
    return at.value() - inside + moved * pair;
}

}  // namespace arioso
