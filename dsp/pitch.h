#pragma once

#include <span>

namespace arioso::dsp {

struct YinSettings {
    double lowestHz = 27.0;
    double highestHz = 4500.0;
    double threshold = 0.2;  ///< share of the power that may be aperiodic
    int window = 2048;       ///< samples compared with their shifted selves
    int sampleRate = 44100;
};

/// Fundamental frequency in Hz at the beginning of `signal` by YIN (de Cheveigne and Kawahara, JASA
/// 111, 2002), refined on multiples of the period; NaN where nothing periodic is heard. Needs
/// window + sampleRate / lowestHz samples or more; what is missing counts as zero. Allocates.
double yinPitch(std::span<const float> signal, const YinSettings& settings = {});

/// Median of `yinPitch` over frames half a window apart that lie wholly in `signal`; NaN if fewer
/// than half of the frames have a pitch. A signal too short for one frame is taken as one.
double medianPitch(std::span<const float> signal, const YinSettings& settings = {});

/// By how many cents `hz` lies above `referenceHz`.
double centsAbove(double hz, double referenceHz);

}  // namespace arioso::dsp
