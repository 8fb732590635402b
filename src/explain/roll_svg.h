#pragma once

#include <string>

#include "src/explain/explanation.h"

namespace arioso {

/// A piano roll as an inline SVG: notes coloured by their surprise, each with a <title> that a
/// browser shows when it is pointed at; chords above, syllables at their notes, rule marks below.
std::string rollSvg(const Explanation& explanation);

/// "C#4" of a sounding MIDI note, by the sharps or flats of a signature (sharps positive).
std::string pitchName(int pitch, int fifths);

}  // namespace arioso
