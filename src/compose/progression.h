#pragma once

#include <vector>

#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/chord_terms.h"
#include "src/compose/tables.h"

namespace arioso {

/// How a phrase closes.
enum class Cadence { Half, Imperfect, Perfect, Deceptive, Plagal };

/// A chord and the ticks of the phrase that it lasts.
struct ChordSlot {
    int start = 0;
    int length = 0;
    int bar = 0;
    Chord chord;
};

struct HarmonyRules;

struct ProgressionWish {
    int bars = 4;
    Cadence cadence = Cadence::Perfect;
    bool contrast = false;  ///< need not begin on the tonic
    /// Chords of an earlier phrase that this one begins like; nullptr = free.
    const std::vector<ChordSlot>* like = nullptr;
    double likeness = 1.0;  ///< 0 = free … 1 = the same but for the cadence
    int before = -1;        ///< index of the chord that was last heard in this key; -1 = none
    const HarmonyRules* rules = nullptr;  ///< nullptr = those of the build
};

/// Chords of a phrase, drawn from the learnt progressions of the mode under the rules of its
/// beginning and cadence, which `wish.rules` has.
std::vector<ChordSlot> writeProgression(const ComposerTables& tables, const MetrePlan& metre,
                                        const Character& character, const ProgressionWish& wish,
                                        models::RandomStream& random);

/// The chord that sounds at a tick.
const ChordSlot& slotAt(const std::vector<ChordSlot>& slots, int tick);

}  // namespace arioso
