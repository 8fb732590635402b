#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "models/random_stream.h"
#include "src/compose/ensemble.h"
#include "src/compose/form.h"
#include "src/compose/mark_tables.h"
#include "src/compose/tune.h"
#include "src/compose/voicing.h"

namespace arioso {

/// All that one phrase is written from.
struct PhraseBrief {
    int bars = 4;
    Cadence cadence = Cadence::Perfect;
    bool contrast = false;
    bool last = false;
    const PhraseMemory* like = nullptr;
    int tonic = 0;        ///< pitch class
    int centre = 69;      ///< of the tune, for the instrument that plays it
    int tuneLowest = 55;  ///< compass of that instrument
    int tuneHighest = 84;
    int bassLowest = 36;
    int bassHighest = 57;
    std::vector<int> before;   ///< pitches of the phrase before
    std::vector<int> upbeat;   ///< pitches that led into this one
    std::optional<int> first;  ///< pitch that they lead to
    int chordBefore = -1;
    const ChordLayout* layoutBefore = nullptr;
    std::vector<int> nextUpbeat;   ///< note lengths of an upbeat at this phrase's end
    std::optional<int> nextFirst;  ///< pitch that the upbeat leads to; absent = a tone of the tonic
    /// Rhythm of the tune where words decide it, one a bar; empty = drawn.
    std::vector<BarRhythm> rhythm;
    /// Chords where the form gives them (the blues); empty = drawn.
    std::vector<ChordSlot> slots;
    /// What its notes and its loudness are marked by; nullptr = by rule.
    const MarkTables* marks = nullptr;
    std::size_t piecePlace = 1;  ///< 0 the piece's beginning, 1 its middle, 2 its end
    bool ornaments = true;
    const HarmonyRules* rules = nullptr;  ///< nullptr = those of the build
    double novelty = 0.0;                 ///< 0 as the form has it … 1 as different as it gets
    std::function<bool(const std::vector<TuneNote>& bar)> known;
};

/// A brief with what the players decide: compass and middle of the tune, compass of the bass.
PhraseBrief phraseBrief(const std::vector<EnsemblePart>& ensemble, const Character& character,
                        int bars, int tonic);

struct WrittenPhrase {
    std::vector<BarRhythm> rhythm;
    std::vector<ChordSlot> slots;
    std::vector<TuneNote> tune;
    std::vector<TuneNote> upbeat;  ///< to the next phrase
    int upbeatGoal = 60;
    std::vector<ChordLayout> layouts;
    int tonicNote = 60;  ///< MIDI note that the tune's steps count from

    [[nodiscard]] PhraseMemory memory(bool minor) const;
};

/// Bass and inner voices of a phrase's chords below its tune, within the brief's ranges and led on
/// from what it was heard with before.
std::vector<ChordLayout> layOutChords(const PhraseBrief& brief, bool minor,
                                      const std::vector<ChordSlot>& slots,
                                      const std::vector<TuneNote>& tune);

/// Harmony, rhythm, tune, upbeat and layout of a phrase.
WrittenPhrase writePhrase(const ComposerTables& tables, const MetrePlan& metre,
                          const Character& character, const PhraseBrief& brief,
                          models::RandomStream& random);

}  // namespace arioso
