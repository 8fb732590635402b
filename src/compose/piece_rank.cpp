#include "src/compose/piece_rank.h"

#include <cmath>
#include <vector>

#include "src/compose/study.h"
#include "src/compose/tune.h"
#include "src/compose/tune_shape.h"

namespace arioso {

double pieceShape(const Score& score) {
    if (score.parts.empty()) return 0.0;
    double sum = 0.0;
    std::size_t phrases = 0;
    std::vector<TuneNote> phrase;
    const auto close = [&] {
        if (phrase.size() > 2) {
            sum += shapeScore(phrase);
            ++phrases;
        }
        phrase.clear();
    };
    int end = 0;
    for (const Note& note : score.parts.front().notes) {
        // What a staff of its own has below the tune is accompaniment.
        if (note.voice != 1 || note.grace != Grace::None) continue;
        const auto tick = static_cast<int>(std::lround(note.onset.value() * kTicks));
        const auto duration = static_cast<int>(std::lround(note.duration.value() * kTicks));
        if (tick >= end + kTicks) close();
        phrase.push_back({tick, duration, static_cast<int>(std::lround(note.pitch)), note.measure});
        end = tick + duration;
        if (has(note.articulation, Articulation::BreathAfter)) close();
    }
    close();
    return phrases == 0 ? 0.0 : sum / static_cast<double>(phrases);
}

}  // namespace arioso
