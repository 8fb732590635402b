#pragma once

#include <span>

namespace arioso::dsp {

/// Fundamental frequency near `hz` around `seconds`: the mean of the instantaneous frequencies of
/// up to six harmonics, each divided by its number and weighted by its amplitude times its number
/// (Flanagan and Golden, "Phase vocoder", 1966; combined as by Morise, "Harvest", Interspeech
/// 2017), in a Blackman window of four periods. Returns `hz` itself where the signal does not
/// support a value within a tenth of it. Any thread.
double refineF0(std::span<const float> signal, int sampleRate, double seconds, double hz);

/// How much the period before `seconds` and the one after it are alike: their normalised
/// correlation, -1 … 1; 0 in silence. Any thread.
double localPeriodicity(std::span<const float> signal, int sampleRate, double seconds, double hz);

}  // namespace arioso::dsp
