#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/compose/harmony_rules.h"
#include "src/harmony/chorale_voices.h"
#include "src/harmony/four_voices.h"
#include "src/harmony/harmony_chain.h"
#include "src/score/score.h"

namespace arioso {

/// What is written under a melody.
enum class HarmonyTexture {
    LeadSheet,  ///< chord symbols alone
    Chorale,    ///< alto, tenor and bass in one rhythm with the melody
    Piano,      ///< an accompaniment that suits the metre
    Chords,     ///< held chords, and the other ways of playing them on a keyboard
    Pulse,
    OomPah,
    Broken,
    Arpeggio,
    Repeated,
    Syncopated,
};

/// By name: lead-sheet, chorale, piano, chords, pulse, oom-pah, broken, arpeggio, repeated,
/// syncopated. Error(Usage) names them.
HarmonyTexture parseHarmonyTexture(const std::string& name);

/// A melody with its chords, every bar once.
struct HarmonyGround {
    std::vector<StudyBar> bars;  ///< with their keys
    std::vector<StudyNote> melody;
    const Part* part = nullptr;  ///< that the melody was taken from: its words
    std::vector<HarmonySlot> grid;
    std::vector<int> chords;  ///< absolute, one a slot; -1 = none
};

/// A part as made, in ticks of the ground's bars; no note reaches over its bar.
struct MadeNote {
    int tick = 0;
    int duration = 0;
    int pitch = 60;
    int staff = 1;
    int voice = 1;
    Chord chord;  ///< absolute
    SlotKey key;
    bool words = false;  ///< sung with the melody's words, and held where it is held
};

struct MadePart {
    std::string name;
    int program = 0;
    bool vocal = false;
    std::vector<MadeNote> notes;
};

/// The parts of a texture. `seed` decides figures of accompaniments, and what the four-part model
/// `voices` draws: with one, it chooses the inner voices of a chorale among those that the rules
/// allow. `rules` are what a chorale keeps to, `harmony` what the voicings do. `faults`, if given,
/// receives what the rules of four voices still find in a chorale.
std::vector<MadePart> makeHarmonyParts(const HarmonyGround& ground, HarmonyTexture texture,
                                       std::uint64_t seed, const VoiceFiller& voices,
                                       const ChoraleRules& rules, const HarmonyRules& harmony,
                                       VoiceFaults* faults);

}  // namespace arioso
