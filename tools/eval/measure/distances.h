#pragma once

#include <span>
#include <vector>

#include "tools/eval/measure/note_sites.h"

namespace arioso::eval {

/// Log-mel of a whole signal on the engine's grid.
std::vector<float> logMel(std::span<const float> audio);

/// Cents by which the pitch heard in a site's steady stretch lies above the written one (YIN); NaN
/// where none is heard.
double pitchError(std::span<const float> audio, const NoteSite& site);

/// Multi-resolution STFT distance of two signals of one length; 0 for equal ones.
double spectralDistance(std::span<const float> audio, std::span<const float> reference);

/// Mel-cepstral distortion in dB of two log-mels of one length, over the frames in which the
/// reference is within 60 dB of its loudest; what lies 80 dB below that is left out of both.
double cepstralDistance(std::span<const float> mel, std::span<const float> reference);

/// How much the timbre moves from frame to frame, over the reference's; NaN where that stands
/// still.
double movementRatio(std::span<const float> mel, std::span<const float> reference);

/// Integrated loudness in LUFS (EBU R 128), mono; -70, the standard's own gate, for silence.
double loudness(std::span<const float> audio);

}  // namespace arioso::eval
