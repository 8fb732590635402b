#pragma once

#include <string>

#include "src/explain/explanation.h"

namespace arioso {

/// Pixels of a quarter and of what stands left of the first: what lies below a roll keeps to them.
inline constexpr double kRollQuarter = 34.0;
inline constexpr double kRollLeft = 36.0;

/// A piano roll as an inline SVG: notes coloured by their surprise, each with a <title> that a
/// browser shows when it is pointed at, which also says what performance rules did to them; chords
/// above, syllables at their notes, rule marks below.
std::string rollSvg(const Explanation& explanation);

/// "C#4" of a sounding MIDI note, by the sharps or flats of a signature (sharps positive).
std::string pitchName(int pitch, int fifths);

}  // namespace arioso
