#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "src/compose/chord_terms.h"
#include "src/score/score.h"

namespace arioso {

/// Grid of the composing models: ticks a quarter, for sixteenths and triplets alike.
inline constexpr int kTicks = 12;

/// A bar as the models see it.
struct StudyBar {
    int start = 0;   ///< ticks from the beginning
    int length = 0;  ///< ticks
    int beats = 4;
    int beatType = 4;
    int tonic = 0;
    bool minor = false;
    bool whole = true;  ///< as long as its metre says: no upbeat, no half bar
};

/// A note of the melody.
struct StudyNote {
    int onset = 0;     ///< ticks
    int duration = 0;  ///< ticks, never reaching over the next note
    int pitch = 60;
    int bar = 0;
    bool phraseEnd = false;  ///< a line of text ends here, or a rest of a beat follows
};

/// The chord from here to the next one.
struct StudyChord {
    int start = 0;  ///< ticks
    int root = 0;   ///< pitch class
    ChordQuality quality = ChordQuality::Major;
};

/// What a composing model learns from one piece.
struct StudyPiece {
    std::string title;
    std::string composer;
    std::vector<StudyBar> bars;
    std::vector<StudyNote> melody;   ///< empty if no part is a tune
    std::vector<StudyChord> chords;  ///< by slots of half a bar or a bar, changes only
    bool symbols = false;            ///< the chords are the score's own symbols
    /// Pitches of four voices on every felt beat, highest first, -1 = rest. Only where asked for
    /// (fourVoicesOf) and there are four.
    std::vector<std::array<int, 4>> voices;
};

/// Keys bar by bar, melody and chords of a score. Keys: Viterbi path of a hidden Markov chain over
/// 24 keys, with the profiles of Krumhansl and Kessler (Psychological Review 89, 1982) and the key
/// signature as evidence. Chords: the score's own symbols, or the path of a chain over 108 chords
/// by the notes that sound. Melody: the part that is sung, or the only pitched one; its upper line.
StudyPiece studyScore(const Score& score);

/// The bars of a score; keys are not set yet.
std::vector<StudyBar> studyBars(const Score& score);
/// The part that is a tune: sung, or the only pitched one beside chord symbols; nullptr = none.
const Part* tunePart(const Score& score);
/// The upper line of a part.
std::vector<StudyNote> tuneOf(const Part& part, const std::vector<StudyBar>& bars);

/// Intervals and length ratios of the melody, invariant to transposition and tempo.
std::vector<int> tuneShape(const std::vector<StudyNote>& melody);

}  // namespace arioso
