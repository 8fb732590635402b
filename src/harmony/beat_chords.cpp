#include "src/harmony/beat_chords.h"

#include "src/compose/chord_finder.h"
#include "src/harmony/harmony_grid.h"

namespace arioso {

void findBeatChords(const Score& score, StudyPiece& piece) {
    if (piece.symbols) return;
    std::vector<ChordSpan> spans;
    for (const HarmonySlot& slot : harmonyGrid(piece.bars))
        spans.push_back({slot.start, slot.start + slot.length, slot.bar});
    piece.chords = findChordsIn(score, piece.bars, spans);
}

}  // namespace arioso
