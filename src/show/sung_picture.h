#pragma once

#include <string>
#include <vector>

#include "src/perform/performance.h"
#include "src/show/canvas.h"

namespace arioso {

/// What a singer's stem sounds like and what is sung in it.
struct SungAudio {
    std::vector<float> samples;  ///< mono, at the engine's rate; the first one is time 0
    PerformedPart part;
    std::string title;
    double from = 0.0;  ///< seconds that are drawn
    double to = 0.0;
};

/// The spectrogram of a sung part, several lines under each other, with its sounds (IPA), syllables
/// and notes under it in their time, and the pitch that was asked for drawn into it. PDF has pages,
/// the others are one long page. Error(Output) if the stretch is too long for pixels.
std::string drawSungPicture(const SungAudio& sung, PictureKind kind);

}  // namespace arioso
