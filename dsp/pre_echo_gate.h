#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arioso::dsp {

/// Holds down what a frame-wise synthesis smears to before a note begins. Between two notes of a
/// stem nothing grows louder of itself in a few hundredths of a second, so in the 24 ms before an
/// onset the level may not rise above what it was before them. The onsets are known from the score,
/// unlike in audio coding, where the same fault is called pre-echo (Bosi et al. 1997, MPEG-2 AAC
/// gain control). Values depend on samples at fixed places around each onset, not on the range.
class PreEchoGate {
  public:
    /// Samples before and after a wanted range that `apply` must be given too.
    static constexpr std::int64_t kReach = 2048;
    /// Absolute sample of each onset, in any order.
    explicit PreEchoGate(std::vector<std::int64_t> onsets);
    /// Works in place on samples [start, start + signal.size()); results nearer than `kReach` to
    /// either end are not final. No allocation; may run in several threads at once.
    void apply(std::span<float> signal, std::int64_t start) const noexcept;

  private:
    std::vector<std::int64_t> onsets_;
};

}  // namespace arioso::dsp
