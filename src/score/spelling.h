#pragma once

#include "src/score/score.h"

namespace arioso {

/// MIDI note number of a written pitch.
double pitchOf(const SpelledPitch& spelled);

/// Names a pitch as its key would: the nearest place on the line of fifths, sharps and flats
/// reaching equally far from the key's own notes. Quarter tones alter the nearest semitone.
SpelledPitch spell(double pitch, int fifths);

}  // namespace arioso
