#include "src/compose/tune_shape.h"

#include <algorithm>
#include <cmath>

#include "src/compose/tune.h"

namespace arioso {

double shapeScore(const std::vector<TuneNote>& notes) {
    const std::size_t n = notes.size();
    if (n < 3) return 0.0;
    double score = 0.0;
    int high = notes[0].pitch;
    int low = notes[0].pitch;
    for (const TuneNote& note : notes) {
        high = std::max(high, note.pitch);
        low = std::min(low, note.pitch);
    }
    std::size_t summits = 0;
    for (std::size_t i = 0; i < n; ++i) {
        // A climax that is held or repeated at once is one.
        if (notes[i].pitch == high && (i == 0 || notes[i - 1].pitch != high)) ++summits;
    }
    score -= 0.5 * (static_cast<double>(summits) - 1.0);
    if (notes.back().pitch == high || notes.front().pitch == high) score -= 0.6;
    if (high - low < 5) score -= 1.0;
    if (high - low > 16) score -= 0.3 * (high - low - 16);
    int repeated = 0;
    for (std::size_t i = 1; i < n; ++i) {
        const int move = notes[i].pitch - notes[i - 1].pitch;
        repeated = move == 0 ? repeated + 1 : 0;
        if (repeated > 1) score -= 0.5;
        if (i < 2) continue;
        const int before = notes[i - 1].pitch - notes[i - 2].pitch;
        if (std::abs(before) >= 5) {
            const bool back = before > 0 ? move < 0 : move > 0;
            score += back && std::abs(move) <= 2 ? 0.3 : back ? 0.1 : -0.4;
            if (!back && std::abs(move) >= 4) score -= 1.0;
        }
        if (i >= 3 && notes[i].pitch == notes[i - 2].pitch && move != 0 &&
            notes[i - 1].pitch == notes[i - 3].pitch)
            score -= 0.35;
    }
    return score;
}

}  // namespace arioso
