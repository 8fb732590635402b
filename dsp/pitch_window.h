#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso::dsp {

enum class PitchWindowShape { Hann, Blackman };

/// Pitch-synchronous frame: `periods` periods of `f0` around `seconds` under a window of that exact
/// length (it need not begin on a sample), its mean taken away under the window. Returns the
/// samples, not zero-padded; what lies outside of the signal counts as zero. `weights`, of the same
/// length, gets the window. Both are scratch of the caller, resized here.
void cutPitchWindow(std::span<const float> signal, double sampleRate, double seconds, double f0,
                    double periods, PitchWindowShape shape, std::vector<float>& frame,
                    std::vector<float>& weights);

}  // namespace arioso::dsp
