#pragma once

#include <complex>
#include <span>
#include <vector>

#include "dsp/fft.h"
#include "dsp/spectrum_smoothing.h"

namespace arioso::dsp {

/// How much of a voice is noise, by frequency: D4C (Morise, "D4C, a band-aperiodicity estimator for
/// high-quality speech synthesis", Speech Communication 84, 2016). A group delay that does not
/// depend on where the window stands ripples like a sine over frequency if the voice is periodic;
/// what of its spectrum lies beside that sine, in bands every 3 kHz, is noise. Between the bands it
/// is interpolated in dB, from -60 dB at 0 Hz to 0 dB at half the sample rate.
///
/// The "love train" decides first whether a frame is voiced at all: speech whose power lies above
/// 4 kHz is not, whatever its F0 track says.
///
/// One object a thread; constructing allocates.
class AperiodicityEstimator {
  public:
    /// `bins` is the number of values wanted, from 0 Hz to half the sample rate.
    AperiodicityEstimator(int sampleRate, int bins);

    /// Amplitude of the noise relative to the whole spectrum around `seconds`, 0 … 1 for each bin:
    /// of a power P, P * a^2 is noise and P * (1 - a^2) is periodic. 1 everywhere if `f0` is 0 or
    /// the frame is not voiced.
    void estimate(std::span<const float> signal, double seconds, double f0, std::span<float> out);

    /// Share of the power between 100 Hz and 7.9 kHz that lies below 4 kHz, from which a frame
    /// counts as voiced.
    static constexpr double kVoicedShare = 0.85;

  private:
    [[nodiscard]] bool voiced(std::span<const float> signal, double seconds, double f0);
    void transform(std::span<const float> frame);
    void addCentroid(std::span<const float> signal, double seconds, double f0);
    void groupDelayRipple(std::span<const float> signal, double seconds, double f0);
    double bandDecibels(std::size_t centre);

    double sampleRate_;
    RealFft fft_;
    RealFft bandFft_;
    SpectrumSmoothing smoothing_;
    std::vector<float> bandWindow_;
    std::vector<float> frame_;
    std::vector<float> weights_;
    std::vector<float> padded_;
    std::vector<std::complex<float>> spectrum_;
    std::vector<std::complex<float>> slope_;
    std::vector<double> centroid_;
    std::vector<double> power_;
    std::vector<float> bandFrame_;
    std::vector<std::complex<float>> bandBins_;
    std::vector<float> bandPower_;
    std::vector<double> decibels_;
    std::size_t bins_;
};

}  // namespace arioso::dsp
