#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso::dsp {

/// How a signal's level goes: RMS under a Hann window that is symmetric around each point, so that
/// nothing is delayed.
struct LevelCurve {
    double start = 0.0;        ///< seconds of the first value
    double step = 0.0;         ///< seconds between values
    double window = 0.0;       ///< seconds the window spans
    std::vector<float> level;  ///< linear amplitude
};

/// Level of `signal` (first sample at time 0) between two times; samples outside count as zero. The
/// window should span two periods of the lowest note. Allocates.
LevelCurve levelCurve(std::span<const float> signal, int sampleRate, double from, double to,
                      double window = 0.010);

/// Seconds at which the sound rises past half its power between the quietest place and the highest
/// one after it; NaN if the rise is less than 6 dB. An abrupt beginning is found where it is.
double onsetTime(const LevelCurve& curve);

/// Seconds from 10 to 90 % of the rise in amplitude that leads to the curve's maximum, the window's
/// own rise time taken out; NaN without a rise.
double attackTime(const LevelCurve& curve);

/// Slope in dB a second (falling is negative) by linear regression over the values within `rangeDb`
/// of the highest one, from that one on; NaN with fewer than eight.
double decaySlope(const LevelCurve& curve, double rangeDb = 40.0);

}  // namespace arioso::dsp
