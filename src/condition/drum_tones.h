#pragma once

#include <vector>

#include "dsp/excitation.h"
#include "src/perform/performance.h"

namespace arioso {

/// How the excitation of one General MIDI drum key is mixed: a tone whose pitch falls into place
/// and a burst of noise, each with its own decay. The model shapes the timbre; this only says when
/// and how long there is tone and noise.
struct DrumTone {
    int key = 0;
    float frequency = 200.0F;   ///< Hz the tone settles on
    float dropCents = 0.0F;     ///< how far above it starts
    float dropSeconds = 0.05F;  ///< time of the fall
    float tone = 0.0F;          ///< amplitude of the tone, 0 = none
    float toneT60 = 0.2F;       ///< seconds to fall by 60 dB
    float noise = 0.0F;         ///< amplitude of the noise, 0 = none
    float noiseT60 = 0.2F;      ///< seconds to fall by 60 dB
};

/// Mixture of a key; keys without an own row take the nearest one that has.
const DrumTone& drumTone(int key);

/// Excitation of every stroke of a percussion part. Written lengths are ignored, as drums ring; an
/// open hi-hat is stopped by the next stroke on the hi-hat.
std::vector<dsp::ExcitationNote> drumNotes(const PerformedPart& part);

}  // namespace arioso
