#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/fft.h"

namespace arioso::dsp {

/// How mel-frequency cepstral coefficients are taken. The band ends at 7.6 kHz whatever the sample
/// rate, so that recordings of 16 kHz and of 48 kHz give the same values.
struct MfccOptions {
    int sampleRate = 48000;  ///< Hz, 8000 or more
    double hopSeconds = 0.005;
    double windowSeconds = 0.020;
    double lowHz = 60.0;
    double highHz = 7600.0;  ///< held below half the sample rate
    int bands = 28;
    int coefficients = 13;  ///< the zeroth, which is the level, among them
};

/// A band of the mel scale: weights of neighbouring bins.
struct MelTriangle {
    std::size_t firstBin = 0;
    std::vector<float> weights;
};

/// Mel-frequency cepstra (Davis and Mermelstein 1980) with the mel scale of HTK: Hann window, power
/// spectrum, triangular bands, natural logarithm, orthonormal cosine transform. Frame t stands for
/// the time from t to t + 1 hops and is centred there; beyond the ends the signal is silent. Bands
/// 70 dB below the loudest of the signal count as that, so digital silence has finite values. Not
/// thread-safe; allocates.
class MfccAnalyser {
  public:
    /// Error(Processing) for a rate or a hop that is too low.
    explicit MfccAnalyser(const MfccOptions& options);
    [[nodiscard]] const MfccOptions& options() const noexcept { return options_; }
    /// Frames of a signal of so many samples: the last may be half empty.
    [[nodiscard]] std::int64_t frames(std::int64_t samples) const noexcept;
    /// Frame-major, frames(signal.size()) * coefficients.
    [[nodiscard]] std::vector<float> analyse(std::span<const float> signal);

  private:
    MfccOptions options_;
    RealFft fft_;
    std::vector<float> window_;
    std::vector<MelTriangle> filters_;
    std::vector<float> cosines_;  ///< coefficients * bands
};

/// Appends to each frame its first and second differences over time (regression over `reach` frames
/// to either side, the ends held): `width` values a frame become 3 * width.
std::vector<float> withDeltas(std::span<const float> frames, int width, int reach);

/// Each of the `width` values of a frame gets zero mean and unit variance over all frames; a
/// constant one becomes zero.
void normaliseMeanVariance(std::span<float> frames, int width);

}  // namespace arioso::dsp
