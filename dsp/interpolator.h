#pragma once

#include <array>
#include <cstddef>

namespace arioso::dsp {

/// Reads a signal between its samples: a sinc under a Kaiser window, its phases tabulated and
/// interpolated linearly (J. O. Smith, "Digital Audio Resampling", CCRMA, section "Windowed sinc
/// interpolation"). On a sample it gives that sample. Real-time, any thread.
class Interpolator {
  public:
    static constexpr int kBefore = 7;  ///< samples that it reads before the one it is given
    static constexpr int kAfter = 8;   ///< and after

    /// The table, made at the first call. Control or engine thread.
    static const Interpolator& shared();

    /// The value `fraction` (0…1) of a sample behind `*sample`; reads sample[-kBefore] to
    /// sample[kAfter].
    [[nodiscard]] float operator()(const float* sample, float fraction) const noexcept {
        const float place = fraction * static_cast<float>(kPhases);
        const auto phase = static_cast<std::size_t>(place);
        const float between = place - static_cast<float>(phase);
        const auto& low = taps_[phase];
        const auto& high = taps_[phase + 1];
        float sum = 0.0F;
        for (std::size_t i = 0; i < kTaps; ++i)
            sum += sample[static_cast<std::ptrdiff_t>(i) - kBefore] *
                   (low[i] + between * (high[i] - low[i]));
        return sum;
    }

  private:
    static constexpr std::size_t kTaps = kBefore + 1 + kAfter;
    static constexpr std::size_t kPhases = 512;
    Interpolator();
    // One phase more than the fraction 1 needs, so that it can be asked for, too.
    std::array<std::array<float, kTaps>, kPhases + 2> taps_{};
};

}  // namespace arioso::dsp
