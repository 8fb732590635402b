#pragma once

#include <complex>
#include <memory>
#include <span>

namespace arioso::dsp {

/// Real FFT of one fixed even size on FFTW (single precision, FFTW_ESTIMATE so that a plan, and so
/// every rounding, is the same on each run). Constructing plans under a lock and allocates;
/// `forward` and `inverse` do neither and may run on any thread, one call at a time an object.
class RealFft {
  public:
    explicit RealFft(int size);
    ~RealFft();
    RealFft(RealFft&&) noexcept;
    RealFft& operator=(RealFft&&) noexcept;
    RealFft(const RealFft&) = delete;
    RealFft& operator=(const RealFft&) = delete;

    [[nodiscard]] int size() const noexcept;
    /// `in` has size() samples, `out` size()/2 + 1 bins. Unscaled.
    void forward(std::span<const float> in, std::span<std::complex<float>> out) noexcept;
    /// Inverse of `forward`, scaled by 1/size(). Leaves `in` unchanged.
    void inverse(std::span<const std::complex<float>> in, std::span<float> out) noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arioso::dsp
