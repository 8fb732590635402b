#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/random_stream.h"
#include "src/compose/progression.h"
#include "src/compose/tables.h"
#include "src/compose/tune_rhythm.h"

namespace arioso {

/// A note of the tune in a phrase.
struct TuneNote {
    int tick = 0;  ///< from the phrase's start
    int duration = 0;
    int pitch = 60;
    int bar = 0;
};

/// The scale step (see stepOf) that a note is wished to have. Weight 0 = free, 1 = a likeness that
/// harmony may bend, 6 = as good as fixed.
struct StepWish {
    int step = 0;
    double weight = 0.0;
};

/// What the tune of a phrase shall be like.
struct TuneWish {
    int tonic = 60;  ///< MIDI note of the tonic below the tune's middle
    int lowest = 55;
    int highest = 84;
    Cadence cadence = Cadence::Perfect;
    bool closes = true;             ///< ends with the cadence; else it is only a beginning
    std::vector<BarRhythm> rhythm;  ///< one a bar
    std::vector<StepWish> steps;    ///< in the rhythm's order; the rest is free
    std::vector<int> before;        ///< pitches of the phrase before, oldest first
    std::vector<int> upbeat;        ///< pitches that already lead into this phrase
    double lift = 0.0;              ///< semitones by which the phrase lies above the centre
    /// Whether a bar was heard before; its notes count ticks from the phrase's start.
    std::function<bool(const std::vector<TuneNote>& bar)> known;
};

/// Draws a tune over chords: the learnt melody model, chord tones by metrical weight, a curve with
/// one climax, rules for leaps, non-chord tones, leading notes and the cadence; of several draws
/// the best shaped one.
std::vector<TuneNote> writeTune(const ComposerTables& tables, const MetrePlan& metre,
                                const Character& character, const std::vector<ChordSlot>& slots,
                                const TuneWish& wish, models::RandomStream& random);

/// Pitches of an upbeat over a chord that leads to a first note.
std::vector<int> writeUpbeat(const ComposerTables& tables, const Character& character,
                             const std::vector<int>& durations, Chord chord, const TuneWish& wish,
                             int goal, models::RandomStream& random);

}  // namespace arioso
