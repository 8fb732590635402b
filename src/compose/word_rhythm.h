#pragma once

#include <cstddef>
#include <vector>

#include "models/random_stream.h"
#include "src/compose/metre_plan.h"
#include "src/compose/tables.h"
#include "src/compose/tune_rhythm.h"

namespace arioso {

/// Stress of each syllable of a line: 1 main, 0.5 side, 0 none; below 0 = not known.
using LineStress = std::vector<float>;

/// The rhythm of a sung line and where the syllables of each stanza fall in it.
struct WordRhythm {
    /// In ticks from the line's first downbeat; those below 0 are its upbeat.
    std::vector<RhythmNote> notes;
    /// By stanza: the note of each syllable, ascending. Notes in between go on with its vowel.
    std::vector<std::vector<std::size_t>> places;
};

struct WordRhythmWish {
    int bars = 2;                  ///< from the first downbeat
    int upbeat = 0;                ///< ticks before it that may be sung in
    int room = 0;                  ///< ticks at its end that are the next line's
    std::vector<RhythmNote> like;  ///< rhythm of a line that this one is to resemble; may be empty
    /// One for each stanza that is sung to the line, none empty.
    std::vector<LineStress> stanzas;
};

/// Weight of a place in a bar, 0…1, as metricWeight counts it.
float placeWeight(const MetrePlan& metre, int place);

/// Bars that a line of so many syllables and stresses takes at that many notes a beat: as many as
/// give its stresses strong places, and rather two or four than three. 1…8.
int barsForLine(const MetrePlan& metre, double notesPerBeat, std::size_t syllables,
                std::size_t stresses);

/// Ticks of upbeat that a line which begins with so many light syllables may have.
int upbeatFor(const MetrePlan& metre, double notesPerBeat, std::size_t light);

/// Draws the rhythm of a line from the learnt rhythms of the metre and the stresses of the words: a
/// lattice of syllables and places, sampled exactly by backward messages (as GuidedSampler does for
/// sequences of symbols). The other stanzas are laid into it by dynamic programming, which parts
/// notes where they have more syllables. Every syllable has a note; the last one ends the phrase.
WordRhythm writeWordRhythm(const ComposerTables& tables, const MetrePlan& metre,
                           const WordRhythmWish& wish, models::RandomStream& random);

}  // namespace arioso
