#pragma once

namespace arioso {

/// How a General MIDI drum is written on a five-line staff with a percussion clef.
struct DrumSign {
    const char* name;  ///< General MIDI level 1's
    char step;         ///< place as in the treble clef
    int octave;
    bool cross;  ///< cymbals and rims have crosses for heads
};

/// For any key; those outside General MIDI's 35…81 share a sign.
DrumSign drumSign(int key);

}  // namespace arioso
