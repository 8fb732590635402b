#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dsp/audio_buffer.h"

namespace arioso::dsp {

enum class ReverbPreset { Room, Hall, Church, Plate };

/// Preset by its command-line name (room, hall, church, plate); throws Error(Usage) naming them.
ReverbPreset parseReverbPreset(const std::string& name);

/// What a space does to sound, in figures an acoustician would ask for.
struct ReverbSpace {
    double preDelay = 0.0;        ///< seconds before the first reflection
    double buildUp = 0.0;         ///< seconds the diffuse field takes to rise
    double t60Low = 0.0;          ///< seconds to fall by 60 dB at 125 Hz
    double t60Mid = 0.0;          ///< at 1 kHz
    double t60High = 0.0;         ///< at 8 kHz
    int reflections = 0;          ///< early ones, in the first `reflectionSpan` after the pre-delay
    double reflectionSpan = 0.0;  ///< seconds
    double reflectionShare = 0.0;  ///< of the whole energy
};
ReverbSpace reverbSpace(ReverbPreset preset);

/// Stereo impulse response at kSampleRate made of seeded noise under a frequency-dependent
/// exponential decay, with early reflections before it; nothing recorded. Silent during the
/// pre-delay, energy 1 in each channel. The same arguments give the same samples.
AudioBuffer makeImpulseResponse(const ReverbSpace& space, std::uint64_t seed);

}  // namespace arioso::dsp
