#pragma once

#include <cstddef>
#include <vector>

#include "src/compose/event_sequence.h"

namespace arioso::train {

/// A note of a passage, in ticks from its first bar.
struct PassageNote {
    int start = 0;
    int end = 0;
    int pitch = 60;  ///< from the tonic, as in EventNote
    std::size_t lane = 0;
    std::size_t bar = 0;
    bool fresh = false;  ///< stands in a cell that was cut out and written
};

/// Some bars of music of which cells were written anew: what rewards look at.
struct Passage {
    struct Bar {
        int start = 0;   ///< ticks
        int length = 0;  ///< ticks
        int beat = 12;   ///< ticks of a felt beat
        int key = 0;     ///< semitones from the piece's tonic to the one of the bar's signature
    };
    bool minor = false;
    std::vector<events::LaneKind> lanes;
    std::vector<Bar> bars;
    std::vector<PassageNote> notes;  ///< by start, then from below; without drums
    CutCells cut;

    [[nodiscard]] bool isFresh(std::size_t bar, std::size_t lane) const {
        return cut[bar * lanes.size() + lane] != 0;
    }
    /// The upper line of a lane: of notes that begin together the highest.
    [[nodiscard]] std::vector<PassageNote> line(std::size_t lane) const;
};

/// `cut` marks the cells of `piece` that are to be judged, by bar and lane.
Passage passageOf(const EventPiece& piece, const CutCells& cut);

/// Lanes that sing or play one tune, not an accompaniment, chords or drums.
bool isMelodic(events::LaneKind kind);

}  // namespace arioso::train
