#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/fft.h"

namespace arioso::dsp {

/// Convolution of one channel with a long impulse response, without latency and at a cost that
/// grows with the logarithm of the response: short partitions near its beginning, long ones behind
/// (Gardner, "Efficient convolution without input-output delay", JAES 43, 1995). The first
/// kLatency samples of the response must be zero: a reverb's pre-delay pays for the first
/// partition. `prepare` allocates, `process` does not; output does not depend on the block size.
/// One stream an object.
class Convolver {
  public:
    static constexpr int kShort = 256;
    static constexpr int kLong = 4096;
    static constexpr int kLatency = kShort;

    /// Throws Error(Processing) if the response's head is not silent.
    void prepare(std::span<const float> response);
    /// Forgets the past; no allocation.
    void reset() noexcept;
    /// `out` (as long as `in`) is replaced by the convolved signal; may be the same memory.
    void process(std::span<const float> in, std::span<float> out) noexcept;

  private:
    /// Uniformly partitioned overlap-save with one block of delay.
    class Level {
      public:
        Level(int block, std::span<const float> response);
        void reset() noexcept;
        /// `in` and `out` have one block each; `out` belongs to the time of `in`.
        void run(std::span<const float> in, std::span<float> out) noexcept;

      private:
        std::size_t block_;
        std::size_t bins_;
        std::size_t count_;
        std::size_t newest_ = 0;
        RealFft fft_;
        std::vector<float> window_;
        std::vector<float> wrapped_;
        std::vector<std::complex<float>> spectrum_;
        // Real and imaginary parts apart, so that the products vectorise.
        std::vector<float> responseRe_, responseIm_;
        std::vector<float> historyRe_, historyIm_;
        std::vector<float> sumRe_, sumIm_;
    };

    std::vector<Level> levels_;  // short, long
    std::vector<float> shortIn_, shortOut_;
    std::vector<float> longIn_, longOut_;
    std::size_t shortAt_ = 0;
    std::size_t longAt_ = 0;
};

}  // namespace arioso::dsp
