#pragma once

#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// What the signs of jazz and guitar notation do to a note's pitch, by MusicXML's names ("scoop",
/// "falloff"); null for any other name.
const std::vector<Inflection>* inflectionNamed(const std::string& name);

/// Name of the sign with exactly these points; empty if there is none.
std::string inflectionName(const std::vector<Inflection>& points);

/// A guitar bend: up to a pitch, down from one, or begun above.
struct Bend {
    enum class Kind { Up, Release, PreBend };
    Kind kind = Kind::Up;
    float semitones = 0.0F;  ///< of its far end
    bool operator==(const Bend&) const = default;
};

/// Where a bend's points lie in its note.
std::vector<Inflection> pointsOf(const Bend& bend);

/// The bends whose points these are; where they are none, those that come nearest.
std::vector<Bend> bendsOf(const std::vector<Inflection>& points);

}  // namespace arioso
