#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "dsp/audio_buffer.h"

namespace arioso::dsp {

/// Streaming change of sample rate (soxr, very high quality, linear phase). Output is aligned with
/// the input in time, `outputFrames(total)` long in all, and does not depend on the block size.
/// Equal rates pass through untouched. One stream an object; engine threads: soxr's queues may grow
/// during `process`.
class Resampler {
  public:
    /// Throws Error(Processing) if soxr refuses the rates (1 … 384000 Hz) or channels.
    Resampler(int fromRate, int toRate, int channels);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    /// Output frames of a whole stream of `inputFrames`: the nearest integer to the exact length.
    [[nodiscard]] std::int64_t outputFrames(std::int64_t inputFrames) const noexcept;
    /// Takes all of `in` and replaces `out` by what is ready, maybe nothing yet.
    void process(AudioView in, AudioBuffer& out);
    /// Ends the stream: replaces `out` by the rest. The object is spent afterwards.
    void finish(AudioBuffer& out);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A whole buffer at another rate.
AudioBuffer resample(const AudioBuffer& in, int fromRate, int toRate);

}  // namespace arioso::dsp
