#pragma once

#include <cstdint>
#include <vector>

#include "dsp/voice_frames.h"
#include "dsp/voice_synthesis.h"
#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/voice/alignment.h"

namespace arioso::corpus {

/// A sound of the song and where the speaker said it.
struct SungSound {
    double start = 0.0;  ///< seconds in the song
    double end = 0.0;
    double sourceStart = 0.0;  ///< seconds in the recording
    double sourceEnd = 0.0;
    bool vowel = false;
};

/// Finds each phoneme of `part` among the spoken sounds, in order; where the speaker said another
/// one than the dictionary, the part's symbol becomes what was said. Empty if the two do not fit
/// together. A vowel that goes on over several notes is one sound.
std::vector<SungSound> matchSounds(PerformedPart& part, const Alignment& spoken);

/// Places of the pulses of an excitation's notes: where their phase passes a whole number, as in
/// dsp::Excitation, so that the teacher's folds close when the excitation says so. In order.
std::vector<dsp::VoicePulse> pulsesOf(const std::vector<dsp::ExcitationNote>& notes);

/// Sings `part` with the frames of the spoken recording: consonants nearly as they were said,
/// vowels held by going slowly through their steadiest part, loudness even but for the notes'
/// velocities, pitch and voicing those of the part's excitation, timbre by its voice curves and
/// `voice.formants`. `gain` linear. Returns `samples` samples at dsp::kSampleRate.
std::vector<float> resing(const dsp::VoiceFrames& source, const std::vector<SungSound>& sounds,
                          const PerformedPart& part, const Instrument& voice, double gain,
                          std::int64_t samples, std::uint64_t seed);

}  // namespace arioso::corpus
