#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/semi_markov.h"
#include "src/harmony/harmony_tables.h"

namespace arioso {

/// How often chords may change.
enum class HarmonicRhythm { Free, Beat, Half, Bar, TwoBars };

/// The key that a slot is in.
struct SlotKey {
    int tonic = 0;
    bool minor = false;
    bool operator==(const SlotKey&) const = default;
};

/// What is wished of the chords of a melody.
struct HarmonyWish {
    /// -1 minor chords … 1 major chords; 0 as the key has them. The "happy factor" of MySong
    /// (Simon, Morris and Basu, CHI 2008): the chain of the relative key is blended in.
    double modeBias = 0.0;
    /// 0 the commonest way … 1 what fits the melody whatever came before, and richer chords; 0.5
    /// as learnt. MySong's "jazz factor".
    double adventure = 0.5;
    HarmonicRhythm rhythm = HarmonicRhythm::Free;
    /// Chords that must not be used, by Chord::index() of the absolute root; empty = none.
    std::vector<char> avoided;
    /// Chord of a slot that is decided already (absolute), or -1; empty = all are free.
    std::vector<int> fixed;
    /// Changes of chord that must not be, by mode (major, minor) and Chord::index() from the tonic.
    std::array<std::vector<std::pair<int, int>>, 2> forbidden;
    /// Time that each pitch class sounds in a slot besides the melody, in quarters; empty = never.
    std::vector<std::array<double, 12>> around;
};

/// The hidden semi-Markov model laid over a melody. States are chords with absolute roots.
struct HarmonyChain {
    models::SemiMarkovChain chain;
    models::LogTable evidence;
};

/// `keys` has one a slot. The chain keeps what it needs; it does not refer to the arguments.
HarmonyChain harmonyChain(const HarmonyTables& tables, const std::vector<HarmonySlot>& grid,
                          const std::vector<EvidenceSlot>& melody, const std::vector<SlotKey>& keys,
                          const HarmonyWish& wish);

/// log P(these chords, one a slot | melody), summed over the ways of dividing them into segments.
double logPosterior(const HarmonyChain& harmony, const std::vector<int>& chords);

}  // namespace arioso
