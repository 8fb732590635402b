#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "src/score/score.h"

namespace arioso {

/// Kinds of chords that the statistical models tell apart.
enum class ChordQuality {
    Major,
    Minor,
    Diminished,
    Augmented,
    Dominant7,
    Major7,
    Minor7,
    HalfDiminished7,
    Diminished7,
};
inline constexpr int kQualities = 9;
/// Chords by degree: 12 roots above the tonic × kQualities.
inline constexpr int kChords = 12 * kQualities;

/// A chord by the place of its root above the tonic.
struct Chord {
    int root = 0;  ///< semitones above the tonic, 0…11
    ChordQuality quality = ChordQuality::Major;

    [[nodiscard]] int index() const { return root * kQualities + static_cast<int>(quality); }
    static Chord fromIndex(int index) {
        return {index / kQualities, static_cast<ChordQuality>(index % kQualities)};
    }
    bool operator==(const Chord&) const = default;
};

/// Semitones above the root: three or four of them, ascending, root first.
std::span<const int> chordTones(ChordQuality quality);
/// Bit p is set if pitch class p, counted from the tonic, is in the chord.
std::uint32_t chordMask(Chord chord);
/// Seven notes of a key by pitch class above the tonic; minor is natural minor with the raised
/// seventh where `raised`.
std::uint32_t scaleMask(bool minor, bool raised = false);
constexpr bool inMask(std::uint32_t mask, int pitchClass) {
    return ((mask >> static_cast<unsigned>((pitchClass % 12 + 12) % 12)) & 1U) != 0;
}
/// 0…11 for any pitch.
constexpr int pitchClassOf(int pitch) {
    return (pitch % 12 + 12) % 12;
}

/// Key signature of a key, sharps positive, -6…6 (F sharp major is written as G flat where it is
/// minor's relative).
int fifthsOf(int tonic, bool minor);

/// The chord as a symbol over a bass (a pitch class from the tonic), spelled in the key.
ChordSymbol chordSymbol(Chord chord, int bass, int tonic, bool minor, Beat at);
/// Pitch class of a symbol's root and its nearest quality; false if the symbol names no chord.
bool readSymbol(const ChordSymbol& symbol, int& root, ChordQuality& quality);

/// How a key's note is written: as a tone of the chord where it is one, else as a scale would.
SpelledPitch spellInKey(int pitch, int tonic, bool minor, Chord chord);

}  // namespace arioso
