#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/audio_buffer.h"

namespace arioso::dsp {

/// What a reader of watermarks sees of a sound: how the level of each band of WatermarkLayout moves
/// against what it was a slot before and is a slot later. Control threads.
class WatermarkFeatures {
  public:
    static constexpr int kRate = 22050;    ///< what is looked at
    static constexpr int kFrameHop = 256;  ///< samples between frames, an eighth of a slot
    static constexpr std::size_t kFramesPerSlot = 8;

    /// The mono sum of `audio` at any rate from 8 kHz.
    WatermarkFeatures(const AudioBuffer& audio, int sampleRate);

    [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
    /// Movements of the bands of frames [first, first + count), frame-major, for a sound whose
    /// pitch is `pitch` times what it was when it was marked.
    [[nodiscard]] std::vector<float> movements(std::size_t first, std::size_t count,
                                               double pitch) const;

  private:
    std::size_t frames_ = 0;
    std::vector<float> sums_;  // of the magnitudes up to a bin, a row a frame
};

}  // namespace arioso::dsp
