#pragma once

#include <span>

namespace arioso::dsp {

// Changes of one frame's timbre, by the curves that singers' editors know. Spectra are those of
// VoiceFrame, bins from 0 Hz to half the sample rate; `binHz` is their distance. Any thread.

/// Moves the formants: what was at f lies at f * `factor`. 1.0 changes nothing; about 1.15 makes a
/// man's voice a woman's, 0.87 the reverse (a gender shift of n semitones is 2^(n/12)). Above what
/// the recording holds the last value goes on.
void warpFormants(std::span<float> envelope, double factor);

/// More or less breath, `amount` -1 … 1: the aperiodicity in dB times 1 - 0.75 * amount, or times
/// 1 - amount below 0. The whole power stays; unvoiced frames stay as they are.
void changeBreathiness(std::span<float> aperiodicity, double amount);

/// Pressed (to 1) or lax (to -1) voice: tilts the harmonic part by 6 dB an octave times `amount`
/// around 800 Hz, two octaves to either side. The harmonic part keeps its power, the noise is not
/// touched.
void changeTension(std::span<float> envelope, std::span<float> aperiodicity, double binHz,
                   double amount);

/// What the curves of DiffSinger's variance model measure, from one frame.
struct VoiceMeasures {
    double energy = -96.0;       ///< RMS of the whole, dBFS, not below -96
    double breathiness = -96.0;  ///< RMS of the noise, dBFS
    double voicing = -96.0;      ///< RMS of the harmonics, dBFS; -96 where unvoiced
    double tension = 0.0;        ///< logit of RMS(harmonics but the first) / RMS(harmonics), ±10
};
VoiceMeasures measureVoice(double f0, std::span<const float> envelope,
                           std::span<const float> aperiodicity, double binHz);

}  // namespace arioso::dsp
