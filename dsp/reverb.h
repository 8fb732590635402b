#pragma once

#include <cstddef>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/convolver.h"

namespace arioso::dsp {

/// Stereo convolution reverb. `prepare` allocates, `process` does not; output does not depend on
/// the block size, and has no latency beyond the response's own pre-delay. One stream an object.
class Reverb {
  public:
    /// `response` has two channels and begins with Convolver::kLatency samples of silence.
    void prepare(const AudioBuffer& response);
    void reset() noexcept;
    /// Replaces the two channels of `block` by the reverberation alone. Each side also hears some
    /// of the other, as in a real space; the power stays that of the input.
    void process(AudioView block) noexcept;
    /// Samples that still sound after the input has ended.
    [[nodiscard]] std::size_t tail() const noexcept { return tail_; }

  private:
    static constexpr std::size_t kChunk = 256;
    Convolver sides_[2];
    std::vector<float> left_, right_;
    std::size_t tail_ = 0;
};

}  // namespace arioso::dsp
