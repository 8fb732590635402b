#pragma once

#include <array>
#include <vector>

#include "src/harmony/harmony_grid.h"

namespace arioso {

/// Ways in which a melody note meets a chord: on a strong beat or long, on a beat, between beats,
/// held over from before; each either left by step or not (notes that are strangers to a chord are
/// left by step).
inline constexpr int kNoteKinds = 8;

/// What ends in a slot.
enum class SlotEnd { Nothing, Phrase, Piece };
inline constexpr int kSlotEnds = 3;

/// A note of the melody in a slot.
struct HeardNote {
    int pitch = 60;
    int kind = 0;  ///< 0…kNoteKinds - 1
};

/// What is observed of the melody in a slot.
struct EvidenceSlot {
    std::vector<HeardNote> notes;
    SlotEnd end = SlotEnd::Nothing;
};

/// One a slot of the grid.
std::vector<EvidenceSlot> melodyOnGrid(const std::vector<StudyNote>& melody,
                                       const std::vector<HarmonySlot>& grid);

}  // namespace arioso
