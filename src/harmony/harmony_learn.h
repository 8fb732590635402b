#pragma once

#include <functional>
#include <vector>

#include "src/harmony/harmony_tables.h"

namespace arioso {

/// A stretch of a piece in one key with a melody and known chords.
struct HarmonySequence {
    bool minor = false;
    bool begins = false;  ///< the piece's beginning
    std::vector<HarmonySlot> grid;
    std::vector<EvidenceSlot> melody;  ///< pitches count from the tonic
    std::vector<int> chords;           ///< Chord::index() from the tonic, one a slot
};

/// The stretches of a piece: cut where the key changes, where chords are unknown and where the
/// melody rests for more than a bar. Shorter ones than `least` slots are left out.
std::vector<HarmonySequence> harmonySequences(const StudyPiece& piece, std::size_t least = 8);

/// Counts the sequences. Unseen chords and notes get shares of what is like them (Witten and Bell,
/// IEEE Trans. Information Theory 37(4), 1991, for the transitions). Error(Processing) if there is
/// nothing to learn in one of the modes.
HarmonyTables learnHarmony(const std::vector<HarmonySequence>& sequences);

}  // namespace arioso
