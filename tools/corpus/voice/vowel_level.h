#pragma once

#include "dsp/voice_frames.h"
#include "tools/corpus/voice/alignment.h"

namespace arioso::corpus {

/// The linear gain that makes the vowels of `spoken` as loud as those of velocity 0.6 should be, by
/// the geometric mean of their power in the middle; 0 if no vowel has a voice.
double vowelGain(const dsp::VoiceFrames& frames, const Alignment& spoken);

}  // namespace arioso::corpus
