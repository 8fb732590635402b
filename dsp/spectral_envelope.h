#pragma once

#include <complex>
#include <span>
#include <vector>

#include "dsp/fft.h"
#include "dsp/spectrum_smoothing.h"

namespace arioso::dsp {

/// Spectral envelope of a voice without the harmonics' ripple: CheapTrick (Morise, "CheapTrick, a
/// spectral envelope estimator for high-quality speech synthesis", Speech Communication 67, 2015).
/// A Hann window of three periods makes the power independent of where it stands, two thirds of F0
/// are smoothed over, and a lifter takes out what is left of the ripple (q1 = -0.15 gives back
/// what the smoothing took). Beyond the paper, two errors that taking means of logarithms makes are
/// put right: the first harmonics of a voiced frame get back their measured power (formants
/// narrower than F0 overshoot by 2 dB), and an unvoiced frame its whole power (noise loses up
/// to 2.5 dB).
///
/// The result is power a bin: white noise of variance v has the value v everywhere, a pulse of
/// height sqrt(period in samples) each period the value 1. One object a thread; constructing
/// allocates.
class EnvelopeEstimator {
  public:
    /// `fftSize` is even; 2048 at 44.1 kHz.
    EnvelopeEstimator(int sampleRate, int fftSize);

    [[nodiscard]] int bins() const noexcept { return fft_.size() / 2 + 1; }
    /// Lowest F0 whose three periods fit the transform; below it that one is used.
    [[nodiscard]] double lowestHz() const noexcept;
    /// Power spectrum around `seconds`; `f0` in Hz, 0 = unvoiced (a window of 6 ms). `out` has
    /// bins() values, all above zero, also in silence.
    void estimate(std::span<const float> signal, double seconds, double f0, std::span<float> out);

    static constexpr double kUnvoicedHz = 500.0;  ///< stands for F0 in unvoiced frames
    static constexpr float kFloor = 1e-14F;       ///< power below any recording's own noise

  private:
    void lifter(std::span<const double> power, double f0, std::span<float> out);
    void restoreHarmonics(std::span<const double> smoothed, double f0Bins, std::span<float> out);

    double sampleRate_;
    RealFft fft_;
    SpectrumSmoothing smoothing_;
    std::vector<float> frame_;
    std::vector<float> weights_;
    std::vector<float> padded_;
    std::vector<double> power_;
    std::vector<std::complex<float>> bins_;
};

}  // namespace arioso::dsp
