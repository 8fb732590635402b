#pragma once

#include <span>

#include "dsp/f0.h"
#include "dsp/voice_frames.h"

namespace arioso::dsp {

/// Pitch, envelope and aperiodicity of a monophonic voice (f0.h, spectral_envelope.h,
/// aperiodicity.h), with a transform of 2048 points. Frames where the aperiodicity's check finds no
/// voice keep their F0 but are all noise. Control and engine threads: allocates.
VoiceFrames analyseVoice(std::span<const float> signal, const F0Settings& settings = {});

/// The same with an F0 track known beforehand, one value a frame of `framePeriod`, 0 = unvoiced.
VoiceFrames analyseVoice(std::span<const float> signal, int sampleRate, double framePeriod,
                         std::span<const float> f0);

}  // namespace arioso::dsp
