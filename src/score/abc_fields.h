#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A key as ABC gives it: tonic, mode and accidentals of its own.
struct AbcKey {
    int fifths = 0;
    bool minor = false;
    std::array<float, 7> alter{};  ///< semitones of C, D, E, F, G, A, B
};

/// Properties that voices and keys share ("clef=bass transpose=-12").
struct AbcProperties {
    std::optional<std::string> name;
    std::optional<std::string> shortName;
    std::optional<int> octave;       ///< the notes are written that many octaves away
    std::optional<int> clefOctave;   ///< of "treble-8": sounds -1
    std::optional<int> transpose;    ///< semitones
    std::optional<bool> percussion;  ///< a percussion clef
    std::vector<std::string> unknown;
};

struct AbcMeter {
    int beats = 4;
    int beatType = 4;
    bool free = false;  ///< M:none
};

struct AbcTempo {
    std::optional<double> quartersPerMinute;
    std::string words;
};

/// "F#mix clef=bass", "D exp _b ^f"; nothing if no key is named (properties may be all the same).
/// `known` is the key that bare accidentals are added to.
std::optional<AbcKey> readAbcKey(std::string_view text, const AbcKey& known,
                                 AbcProperties& properties);

/// The part of a V: field behind its name.
AbcProperties readAbcProperties(std::string_view text);

/// "6/8", "C|", "2+3/8", "none"; nothing if it is no meter.
std::optional<AbcMeter> readAbcMeter(std::string_view text);

/// "1/8" in quarters; nothing if it is none.
std::optional<Beat> readAbcLength(std::string_view text);

/// A unit length where none is given: a sixteenth in meters below 3/4, else an eighth.
Beat defaultAbcLength(const AbcMeter& meter);

/// "1/4=120", "\"Allegro\" 3/8=60", "120" (units a minute). `unit` in quarters.
AbcTempo readAbcTempo(std::string_view text, Beat unit);

/// Order of the sections of a P: field, "A(AB)2C" written out; empty if it names none. At most
/// `limit` letters.
std::string readAbcOrder(std::string_view text, std::size_t limit);

/// Words of a field: quoted ones keep their blanks.
std::vector<std::string> abcWords(std::string_view text);

}  // namespace arioso
