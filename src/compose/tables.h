#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/ppm.h"
#include "src/compose/chord_terms.h"

namespace arioso {

/// Melody symbols: semitones from the tonic below the tune's middle, and the end of a phrase.
inline constexpr int kMelodyLowest = -14;
inline constexpr int kMelodyPitches = 39;
inline constexpr int kPhraseEnd = kMelodyPitches;
inline constexpr int kMelodySymbols = kMelodyPitches + 1;
/// Chord symbols: Chord::index() and the end of a phrase.
inline constexpr int kChordPhraseEnd = kChords;
inline constexpr int kChordSymbols = kChords + 1;
/// Weight of a place in the bar: strong beats and long notes, other beats, between beats.
inline constexpr int kStrengths = 3;

/// A note or a rest at its place in a bar; one that is held over from the bar before is tied.
struct RhythmToken {
    enum Kind : std::uint8_t { Sounding, Rest, Tied };
    std::uint8_t kind = Sounding;
    std::uint8_t place = 0;     ///< ticks from the bar's start
    std::uint8_t duration = 0;  ///< ticks, ends inside the bar
    bool operator==(const RhythmToken&) const = default;
};

/// Note lengths of an upbeat in ticks, and how often it was found.
struct Upbeat {
    std::vector<int> durations;
    double share = 0.0;  ///< of all phrases in this metre
};

/// Rhythm of one metre.
struct RhythmTable {
    std::string metre;  ///< "4/4", "3/4", "2/4", "6/8", "3/8"
    int length = 48;    ///< ticks
    std::vector<RhythmToken> tokens;
    models::Ppm ppm;
    std::vector<Upbeat> upbeats;  ///< the commonest first; their shares sum to less than 1
};

/// All that the statistical composer has learnt.
struct ComposerTables {
    std::array<models::Ppm, 2> melody;  ///< major, minor
    std::array<models::Ppm, 2> chords;
    std::vector<RhythmTable> rhythms;
    /// P(pitch class above the chord's root | kind of chord, strength) of melody notes.
    std::array<std::array<std::array<float, 12>, kStrengths>, kQualities> chordTone{};

    /// nullptr if the metre was not learnt.
    [[nodiscard]] const RhythmTable* rhythm(const std::string& metre) const;
};

}  // namespace arioso
