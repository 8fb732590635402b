#pragma once

#include "dsp/voice_frames.h"
#include "src/perform/performance.h"
#include "tools/corpus/voice/alignment.h"

namespace arioso::corpus {

/// What a singer would have to do to say the recording as it was said: a note a vowel at its median
/// pitch, the speaker's pitch as its bend, loudness as velocity, phonemes when they were spoken.
/// Natural speech labelled so stands in the corpus beside what is sung, since its consonants and
/// joins are real. No notes if no vowel has a pitch.
PerformedPart spokenPart(const dsp::VoiceFrames& frames, const Alignment& spoken);

}  // namespace arioso::corpus
