#include "src/perform/swell.h"

#include <algorithm>
#include <cmath>

#include "src/perform/curves.h"

namespace arioso {
namespace {
constexpr double kShortest = 0.35;  // seconds: within shorter notes a swell is not heard
constexpr double kReturn = 0.02;    // the way back to 0 dB, hidden under the next onset
constexpr double kStep = 0.1;
constexpr float kMostDb = 12.0F;
}  // namespace

std::vector<CurvePoint> swellCurve(const std::vector<PlannedNote>& notes, const Dynamics& dynamics,
                                   const PerformanceClock& clock) {
    std::vector<CurvePoint> curve;
    if (!dynamics.swells()) return curve;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const PlannedNote& note = notes[i];
        // A chord swells as a whole, with its last note; a note that is passed by others does not.
        const bool last = i + 1 == notes.size();
        const double until = last ? note.offset : std::min(notes[i + 1].onset, note.offset);
        if (until - note.onset < kShortest) continue;
        const int staff = note.written->staff;
        const float start = dynamics.at(note.beat, staff);
        const double beatsPerSecond = 1.0 / clock.quarter(note.beat);
        const double end = until - kReturn;
        if (!curve.empty() && curve.back().seconds >= note.onset) continue;
        std::vector<CurvePoint> own{{note.onset, 0.0F}};
        bool moves = false;
        const int steps = std::clamp(static_cast<int>((end - note.onset) / kStep), 2, 600);
        for (int k = 1; k <= steps; ++k) {
            const double time = note.onset + (end - note.onset) * k / steps;
            const double beat =
                std::min(note.endBeat, note.beat + (time - note.onset) * beatsPerSecond);
            const float gain =
                std::clamp(levelDb(start, dynamics.at(beat, staff)), -kMostDb, kMostDb);
            moves = moves || std::abs(gain) > 0.2F;
            own.push_back({time, gain});
        }
        if (!moves) continue;
        own.push_back({until, 0.0F});
        curve.insert(curve.end(), own.begin(), own.end());
    }
    return curve;
}

}  // namespace arioso
