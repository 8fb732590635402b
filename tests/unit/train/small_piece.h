#pragma once

#include <utility>
#include <vector>

#include "src/compose/event_sequence.h"

namespace arioso::train {

/// Four bars of 4/4 for a singer and the left hand below, in C; the last two bars of both are cut.
class SmallPiece {
  public:
    SmallPiece() {
        piece.lanes = {{events::LaneKind::Voice, 0, 0}, {events::LaneKind::KeysLower, 1, 0}};
        piece.bars.resize(4);
        for (EventBar& bar : piece.bars) bar.cells.resize(2);
        for (std::size_t bar = 0; bar < 4; ++bar) {
            sing(bar, {60, 62, 64, 65});
            accompany(bar, {48, 53});
        }
        cut = {0, 0, 0, 0, 1, 1, 1, 1};
    }

    /// Equal notes that fill a bar; none leaves it empty.
    SmallPiece& sing(std::size_t bar, const std::vector<int>& pitches) {
        return set(bar, 0, pitches);
    }
    SmallPiece& accompany(std::size_t bar, const std::vector<int>& pitches) {
        return set(bar, 1, pitches);
    }

    EventPiece piece;
    CutCells cut;

  private:
    SmallPiece& set(std::size_t bar, std::size_t lane, const std::vector<int>& pitches) {
        std::vector<EventNote> notes;
        const int length = pitches.empty() ? 48 : 48 / static_cast<int>(pitches.size());
        for (std::size_t i = 0; i < pitches.size(); ++i)
            notes.push_back({static_cast<int>(i) * length, length, pitches[i], -1});
        piece.bars[bar].cells[lane] = cellOf(std::move(notes));
        return *this;
    }
};

}  // namespace arioso::train
