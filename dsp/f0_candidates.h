#pragma once

#include <complex>
#include <span>
#include <vector>

#include "dsp/f0.h"
#include "dsp/fft.h"

namespace arioso::dsp {

/// A period that a frame may have, and how periodic the frame is at it (1 = perfectly).
struct F0Candidate {
    double hz = 0.0;
    double strength = 0.0;
};

/// Peaks of the autocorrelation of a frame divided by that of its window (Boersma 1993, equation
/// 9). One object a thread; constructing allocates.
class F0Candidates {
  public:
    /// `settings.sampleRate` is that of the signals to come, about 11 kHz: more only costs time.
    explicit F0Candidates(const F0Settings& settings);

    /// Replaces `out` by the best candidates around `seconds`, strongest first, at most kMost.
    void find(std::span<const float> signal, double seconds, std::vector<F0Candidate>& out);
    /// Largest magnitude among the samples that `find` last looked at.
    [[nodiscard]] double peak() const noexcept { return peak_; }

    static constexpr std::size_t kMost = 8;

  private:
    void correlate(std::span<const float> frame, std::span<float> out);
    [[nodiscard]] double normalised(std::size_t lag) const;
    /// Mean of the correlation over a few multiples of the period, in lags.
    [[nodiscard]] double persistence(double height, double period) const;

    F0Settings settings_;
    std::vector<float> window_;
    RealFft analysis_;
    RealFft synthesis_;
    std::vector<float> frame_;
    std::vector<float> correlation_;
    std::vector<float> windowCorrelation_;
    std::vector<float> lowPass_;
    std::vector<std::complex<float>> bins_;
    std::vector<std::complex<float>> fineBins_;
    double peak_ = 0.0;
};

}  // namespace arioso::dsp
