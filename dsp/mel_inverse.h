#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arioso::dsp {

/// Magnitude spectra that a log-mel could have come from: non-negative least squares against the
/// engine's filter bank by multiplicative updates (Lee and Seung, NIPS 2000) from the smooth
/// envelope. Construction allocates, `invert` does not. One an engine thread.
class MelInverse {
  public:
    MelInverse();
    /// `logMel` is frames * kMelBands, `magnitudes` frames * kBins.
    void invert(std::span<const float> logMel, std::int64_t frames, std::span<float> magnitudes);

  private:
    struct Tap {  // a bin lies in few bands
        int band;
        float weight;
    };
    std::vector<std::vector<Tap>> bins_;
    std::vector<float> bandSums_;
    std::vector<float> target_, estimate_, numerator_;
};

}  // namespace arioso::dsp
