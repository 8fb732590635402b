#pragma once

#include <string>
#include <vector>

#include "src/score/beat.h"

namespace arioso {

/// A note added to, altered in or left out of the chord that a symbol's kind names.
struct ChordDegree {
    enum class Type { Add, Alter, Subtract };
    int value = 9;       ///< step above the root, 1…13
    float alter = 0.0F;  ///< semitones against the major scale (its seventh: the minor one)
    Type type = Type::Add;
    bool operator==(const ChordDegree&) const = default;
};

/// A chord symbol as written above the staff. Kept, shown and written, not played.
struct ChordSymbol {
    Beat at;
    std::string text;  ///< as shown, e.g. "Dm7/F"
    /// MusicXML's name of the chord's kind ("minor-seventh", "none" for N.C.); empty where only
    /// `text` is known.
    std::string kind = {};
    char root = '\0';  ///< 'A'…'G'; '\0' = no root
    float rootAlter = 0.0F;
    char bass = '\0';  ///< '\0' = the root
    float bassAlter = 0.0F;
    int inversion = 0;  ///< 0 = root position, as far as it is stated
    std::vector<ChordDegree> degrees = {};
};

/// Figures under a bass note. Kept, not played.
struct FiguredBass {
    Beat at;
    Beat duration;     ///< zero where the file states none
    int part = 0;      ///< index into Score::parts
    std::string text;  ///< figures from the top, with their signs: "6 #4"
};

}  // namespace arioso
