#include "src/compose/piece_rank.h"

#include <cmath>
#include <cstdlib>
#include <vector>

#include "src/compose/study.h"
#include "src/compose/tune.h"
#include "src/compose/tune_shape.h"
#include "src/compose/voicing.h"

namespace arioso {

double accompanimentRank(const Score& score) {
    if (score.parts.size() < 2) return 0.0;
    double notes = 0.0;
    double faults = 0.0;
    int before = -1;
    int lowBefore = -1;
    const auto sounding = [](const Part& part, Beat at) {
        std::vector<int> out;
        for (const Note& note : part.notes) {
            if (at < note.onset) break;
            if (at < note.onset + note.duration)
                out.push_back(static_cast<int>(std::lround(note.pitch)));
        }
        return out;
    };
    for (const Note& note : score.parts.front().notes) {
        if (note.grace != Grace::None) continue;
        const int pitch = static_cast<int>(std::lround(note.pitch));
        bool clash = false;
        int low = -1;
        for (std::size_t p = 1; p < score.parts.size(); ++p) {
            if (score.parts[p].percussion) continue;
            for (const int other : sounding(score.parts[p], note.onset)) {
                const int apart = (std::abs(pitch - other)) % 12;
                clash = clash || apart == 1 || apart == 11;
                if (low < 0 || other < low) low = other;
            }
        }
        notes += 1.0;
        faults += clash ? 1.0 : 0.0;
        if (before >= 0 && lowBefore >= 0 && low >= 0 &&
            parallelPerfects(before, lowBefore, pitch, low))
            faults += 1.0;
        before = pitch;
        lowBefore = low;
    }
    return notes > 0.0 ? -faults / notes : 0.0;
}

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
