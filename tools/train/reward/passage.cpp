#include "tools/train/reward/passage.h"

#include <algorithm>
#include <tuple>

#include "src/compose/study.h"

namespace arioso::train {

using events::LaneKind;

bool isMelodic(LaneKind kind) {
    switch (kind) {
        case LaneKind::KeysLower:
        case LaneKind::Guitar:
        case LaneKind::Bass:
        case LaneKind::Contrabass:
        case LaneKind::Drums:
        case LaneKind::Chords:
            return false;
        default:
            return true;
    }
}

std::vector<PassageNote> Passage::line(std::size_t lane) const {
    std::vector<PassageNote> out;
    for (const PassageNote& note : notes) {
        if (note.lane != lane) continue;
        if (!out.empty() && out.back().start == note.start)
            out.back() = note;
        else
            out.push_back(note);
    }
    return out;
}

Passage passageOf(const EventPiece& piece, const CutCells& cut) {
    Passage out;
    out.minor = piece.key.minor;
    out.cut = cut;
    for (const EventLane& lane : piece.lanes) out.lanes.push_back(lane.kind);
    int at = 0;
    for (std::size_t b = 0; b < piece.bars.size(); ++b) {
        const EventBar& bar = piece.bars[b];
        // Three quavers are one beat where there are six, nine or twelve of them.
        const bool compound = bar.beatType == 8 && bar.beats % 3 == 0;
        const int beat = compound ? kTicks * 3 / 2 : kTicks * 4 / std::max(1, bar.beatType);
        out.bars.push_back({at, bar.length, std::max(kTicks / 2, beat), bar.signature});
        for (std::size_t lane = 0; lane < piece.lanes.size(); ++lane) {
            const LaneKind kind = piece.lanes[lane].kind;
            if (kind == LaneKind::Chords || kind == LaneKind::Drums) continue;
            for (const EventNote& note : notesOf(bar.cells[lane]))
                out.notes.push_back({at + note.onset, at + note.onset + note.duration, note.pitch,
                                     lane, b, out.isFresh(b, lane)});
        }
        at += bar.length;
    }
    std::stable_sort(out.notes.begin(), out.notes.end(),
                     [](const PassageNote& a, const PassageNote& b) {
                         return std::tuple(a.start, a.pitch) < std::tuple(b.start, b.pitch);
                     });
    return out;
}

}  // namespace arioso::train
