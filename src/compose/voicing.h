#pragma once

#include <array>
#include <vector>

#include "src/compose/progression.h"
#include "src/compose/tune.h"

namespace arioso {

/// The chord of a slot as it is laid out below the tune: a bass and three inner voices.
struct ChordLayout {
    int bass = 48;
    std::array<int, 3> inner{};  ///< ascending
};

struct HarmonyRules;

struct VoicingWish {
    int bassLowest = 36;
    int bassHighest = 57;
    int innerLowest = 52;
    int innerHighest = 72;
    int tonic = 0;  ///< pitch class
    bool minor = false;
    /// Pitch that the tune has at the start and at the end of each slot; -1 = rest.
    std::vector<int> tune;
    std::vector<int> tuneEnd;
    /// ChordLayout that was heard last; nullptr = none.
    const ChordLayout* before = nullptr;
    int tuneBefore = -1;
    const HarmonyRules* rules = nullptr;  ///< nullptr = those of the build
};

/// Whether two voices move in parallel or contrary fifths, octaves or unisons.
bool parallelPerfects(int upperBefore, int lowerBefore, int upper, int lower);

/// Lays out the chords of a phrase by dynamic programming: first the bass against the tune (no
/// parallel fifths or octaves between the outer voices, roots at beginning and end, steps before
/// leaps), then the inner voices (full chords, small steps, leading notes and sevenths resolved, no
/// parallels with bass, tune or each other where any other way exists). What parallels cost is in
/// `wish.rules`.
std::vector<ChordLayout> writeVoicings(const std::vector<ChordSlot>& slots,
                                       const VoicingWish& wish);

}  // namespace arioso
