#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso::dsp {

struct F0Settings {
    int sampleRate = 44100;
    double framePeriod = 0.005;  ///< seconds
    double lowestHz = 60.0;
    double highestHz = 800.0;
    double voicingThreshold = 0.45;  ///< periodicity (0 … 1) from which a frame may be voiced
    double silenceThreshold = 0.03;  ///< level, relative to the loudest frame, below which none is
    /// Speech of one speaker: nothing lies more than 0.85 octaves below or 1.6 above the median. Of
    /// creak, which jumps to half the pitch, and of stray frames in consonants little is left then,
    /// and a shorter window follows faster. Costs a second pass.
    bool speech = false;
};

/// Number of frames of a signal: frame i lies at i * framePeriod, the last one within the signal.
std::size_t voiceFrameCount(std::size_t samples, int sampleRate, double framePeriod);

/// Fundamental frequency in Hz of a monophonic voice at each frame, 0 where it is unvoiced.
///
/// Candidates are peaks of the window-corrected autocorrelation, and the cheapest path through them
/// decides voicing and octave (Boersma, "Accurate short-term analysis of the fundamental frequency
/// and the harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17, 1993; costs as there).
/// The path is refined by the instantaneous frequency of the first harmonics (Flanagan and Golden,
/// 1966; as in Morise, "Harvest", Interspeech 2017) in a window of four periods, and the ends of
/// tones are cut back to where neighbouring periods resemble one another. For one voice
/// whose range is known, `lowestHz` and `highestHz` near it make octave errors rarer.
///
/// Throws Error(Processing) for settings that make no sense. Control and engine threads: allocates.
std::vector<float> estimateF0(std::span<const float> signal, const F0Settings& settings = {});

}  // namespace arioso::dsp
