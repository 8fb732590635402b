#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/mel.h"
#include "dsp/stft.h"

namespace arioso::dsp {

/// Pulls a spectrum towards a given log-mel: the spectrum becomes sound and is analysed again, and
/// each bin is scaled by what its mel bands lack. The idea of Griffin & Lim (1984), alternating
/// projections, with the mel as the constraint and phases left to the signal. A vocoder's phases
/// are nearly consistent, so one or two rounds suffice. Results of a frame depend on
/// `kContextFrames` frames a round on either side. Not thread-safe; one an engine thread.
class MelMatcher {
  public:
    static constexpr int kContextFrames = 4;
    MelMatcher();
    /// `spectrum` [frames * kBins] is replaced; `logMel` [frames * kMelBands]. Both frame-major.
    /// `rounds` 0 leaves the spectrum alone. Allocates only when `frames` grows.
    void match(std::span<std::complex<float>> spectrum, std::span<const float> logMel,
               std::int64_t frames, int rounds);

  private:
    struct Share {
        int band;
        float weight;
    };
    void scaleFrame(std::span<std::complex<float>> bins, std::span<const float> wanted,
                    std::span<const float> found);

    Stft stft_;
    Istft istft_;
    MelAnalyser mel_;
    std::vector<std::vector<Share>> shares_;
    std::vector<float> signal_;
    std::vector<float> found_;
};

}  // namespace arioso::dsp
