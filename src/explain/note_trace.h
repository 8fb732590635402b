#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "src/compose/event_model.h"
#include "src/score/score.h"

namespace arioso {

/// How likely a note's pitch was, to a model that had read the music up to it.
struct NoteTrace {
    std::size_t bar = 0;   ///< index into Score::measures
    std::size_t part = 0;  ///< index into Score::parts
    Beat onset;
    int pitch = 60;  ///< sounding MIDI note
    double probability = 0.0;
    std::vector<std::pair<int, double>> expected;  ///< the three likeliest pitches, best first
    [[nodiscard]] double bits() const;             ///< of surprise
};

/// Every pitched note that the events of a score hold, in order of bars; each is asked for at its
/// onset and after the notes below it. Windows of bars are read one by one in their own key, so
/// that modulations do not count as surprise; large orchestras are read sixteen lanes at a time.
/// Takes about a millisecond a bar with counts.
std::vector<NoteTrace> traceNotes(const Score& score, const EventModel& model);

}  // namespace arioso
