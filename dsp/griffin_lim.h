#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/mel_inverse.h"
#include "dsp/stft.h"

namespace arioso::dsp {

struct GriffinLimSettings {
    int iterations = 32;
    float momentum = 0.99F;  ///< 0 = the classical algorithm
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
};

/// The reference vocoder: phases found by fast Griffin-Lim (Perraudin, Balazs, Sondergaard, WASPAA
/// 2013) from random ones keyed (seed, stream, absolute frame, bin). Holds scratch buffers that
/// grow to the longest range asked for; one an engine thread.
class GriffinLim {
  public:
    /// `magnitudes` of frames [firstFrame, firstFrame + frames), frame-major, frames * kBins. `out`
    /// receives the samples [firstFrame * kHop, (firstFrame + frames) * kHop). The result depends
    /// on the range: give guard frames and drop their sound.
    void fromMagnitudes(std::span<const float> magnitudes, std::int64_t firstFrame,
                        std::int64_t frames, const GriffinLimSettings& settings,
                        std::span<float> out);
    /// The same from a log-mel, frames * kMelBands.
    void fromLogMel(std::span<const float> logMel, std::int64_t firstFrame, std::int64_t frames,
                    const GriffinLimSettings& settings, std::span<float> out);

  private:
    void synthesise(std::int64_t firstFrame, std::int64_t frames);

    Stft stft_;
    Istft istft_;
    MelInverse inverse_;
    std::vector<float> magnitudes_;
    std::vector<std::complex<float>> spectrum_, rebuilt_, previous_;
    std::vector<float> signal_;  // from half a window before the first frame to half a one after
};

}  // namespace arioso::dsp
