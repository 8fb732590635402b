#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/audio_format.h"
#include "dsp/stft.h"

namespace arioso::dsp {

/// Slaney-style mel filter bank with unit-area normalisation off (each triangle peaks at 1), on
/// magnitudes: kMelBands bands from kMelLowHz to kMelHighHz over kBins bins. Bands narrower than
/// one bin take the interpolated magnitude at their centre, so no low band is empty. Dense,
/// band-major.
std::vector<float> melFilterBank();

/// Log-mel analyser on the engine's grid. Not thread-safe; one an engine thread.
class MelAnalyser {
  public:
    MelAnalyser();
    /// ln(max(filterbank * |STFT|, kLogFloor)) of frames [firstFrame, firstFrame + frames);
    /// arguments as Stft::analyse. `out` is frame-major, frames * kMelBands.
    void analyse(std::span<const float> signal, std::int64_t signalStart, std::int64_t firstFrame,
                 std::int64_t frames, std::span<float> out);
    /// The same from a spectrum of `frames` frames.
    void fromSpectrum(std::span<const std::complex<float>> spectrum, std::int64_t frames,
                      std::span<float> out) const;

  private:
    struct Band {
        int first;
        std::vector<float> weights;
    };
    Stft stft_;
    std::vector<Band> bands_;
    std::vector<std::complex<float>> scratch_;
};

}  // namespace arioso::dsp
