#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "src/compose/study.h"
#include "src/features/key_correlation.h"
#include "src/harmony/key_segments.h"
#include "src/score/score.h"

namespace arioso {

/// How a tune moves.
struct TuneFeatures {
    std::string part;
    int notes = 0;
    int lowest = 0;  ///< MIDI
    int highest = 0;
    std::array<double, 25> intervals{};  ///< shares of -12…12 semitones; larger ones at the ends
    double meanInterval = 0.0;           ///< semitones, whatever the direction
    double repeated = 0.0;               ///< shares of all intervals
    double steps = 0.0;                  ///< one or two semitones
    double leaps = 0.0;                  ///< more than four
    std::string parsons;                 ///< "*" and U, D, R for each further note
    /// Phrases by the contour of first, mean and last pitch, nine types (Huron, Computing in
    /// Musicology 10, 1996).
    std::map<std::string, int> contours;
    double syncopation = 0.0;  ///< Longuet-Higgins and Lee 1984, sum of weights a bar
};

/// Rhythm of all parts.
struct RhythmFeatures {
    std::map<std::string, double> lengths;  ///< shares by length in quarters: "1/2"
    /// Mean over all pairs of bars of 1 - share of the bar's 64 places where one bar has an onset
    /// and the other has none (MusDr's GS, Wu and Yang, ISMIR 2020).
    double grooveAllPairs = 1.0;
    /// The same over neighbouring bars only (MusPy's groove consistency, there on its own grid).
    double grooveNeighbours = 1.0;
    double emptyBeats = 0.0;  ///< share of the quarters in which nothing sounds
};

/// Tension of a bar in the spiral array (Herremans and Chew, "Tension ribbons", TENOR 2016; array
/// of Chew 2000), in units of the array.
struct BarTension {
    double diameter = 0.0;  ///< largest distance between two of its notes: dissonance
    double momentum = 0.0;  ///< way of its centre from that of the bar before
    double strain = 0.0;    ///< distance of its centre from the key's
};

/// Likeness and form.
struct FormFeatures {
    std::vector<std::string> sections;  ///< a letter for every four bars; like ones have the same
    std::vector<std::size_t> sectionBars;  ///< where they begin
    std::vector<int> sectionLetters;       ///< from 0
    double repeatedBars = 0.0;             ///< share of bars whose notes were all heard before
    std::vector<std::vector<double>> similarity;  ///< of bars, cosine of pitch classes by place
};

struct PlacedChord {
    int bar = 0;
    Beat beat;
    std::string text;
    int root = 0;  ///< pitch class
    ChordQuality quality = ChordQuality::Major;
};

/// What a score is like. Times in seconds, shares 0…1, pitches MIDI.
struct ScoreFeatures {
    int bars = 0;
    int parts = 0;
    int notes = 0;
    double seconds = 0.0;
    double startTempo = 0.0;  ///< quarters a minute
    double meanTempo = 0.0;   ///< over the quarters
    double notesPerSecond = 0.0;
    double notesPerBar = 0.0;
    int lowest = 0;
    int highest = 0;
    std::array<double, 12> pitchClasses{};  ///< shares of the sounding time
    double pitchClassEntropy = 0.0;         ///< bits, notes of the whole piece (MusPy)
    double entropyOneBar = 0.0;             ///< bits, mean of all bars (MusDr's H1)
    double entropyFourBars = 0.0;           ///< bits, mean of windows of four bars (MusDr's H4)
    double scaleConsistency = 0.0;  ///< largest share of notes in one major or minor scale (MusPy)
    double polyphony = 0.0;         ///< mean number of notes while any sounds
    double polyphonyRate = 0.0;     ///< share of time with two notes or more
    KeyGuess key;
    std::vector<KeySegment> keys;
    std::vector<KeyGuess> keyGuesses;  ///< by correlation, one for each of `keys`
    std::vector<PlacedChord> chords;
    bool chordsWritten = false;  ///< the score's own symbols
    double chordsPerBar = 0.0;
    double progressionNovelty = 0.0;  ///< different chord 3-grams by all (MusDr's CPI)
    std::vector<BarTension> tension;
    FormFeatures form;
    RhythmFeatures rhythm;
    TuneFeatures tune;
    int syllables = 0;
    double notesPerSyllable = 0.0;  ///< of sung parts
};

/// Features of a score or MIDI file as it is played (repeats unfolded). Drums count for rhythm
/// alone. Error(Input) if there is no note. Any thread.
ScoreFeatures scoreFeatures(const Score& score);

}  // namespace arioso
