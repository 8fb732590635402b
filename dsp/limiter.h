#pragma once

#include <cstddef>
#include <vector>

#include "dsp/audio_buffer.h"

namespace arioso::dsp {

/// Look-ahead limiter for true peaks: no peak of the waveform between the samples passes the
/// ceiling (found by four-fold oversampling as in ITU-R BS.1770-4, annex 2). All channels share one
/// gain. Signals below the ceiling pass bit for bit, delayed by latency(). `prepare` allocates,
/// `process` does not; output does not depend on the block size. One stream an object.
class TruePeakLimiter {
  public:
    /// `ceilingDb` in dBTP, at most 0.
    void prepare(int channels, int sampleRate, float ceilingDb = -1.0F);
    void reset() noexcept;
    /// In place.
    void process(AudioView block) noexcept;
    /// Samples by which the output lags the input: drop as many at the start, push as many zeros at
    /// the end.
    [[nodiscard]] std::size_t latency() const noexcept { return lookAhead_ - 1 + kTaps / 2; }

  private:
    static constexpr std::size_t kTaps = 12;  // a phase of the interpolator
    static constexpr std::size_t kChunk = 64;
    void processChunk(AudioView block, std::size_t first, std::size_t count) noexcept;
    [[nodiscard]] double nextGain(float peak) noexcept;

    std::vector<std::vector<float>> phases_;   // three, between two samples
    std::vector<std::vector<float>> history_;  // a channel: kTaps - 1 old samples, then a chunk
    std::vector<std::vector<float>> delay_;    // a channel: ring of lookAhead_ - 1 + kTaps / 2
    std::vector<float> peaks_;
    std::vector<float> scratch_;
    std::size_t lookAhead_ = 1;
    std::size_t delayAt_ = 0;
    float ceiling_ = 1.0F;
    double releaseStep_ = 0.0;
    // Sliding minimum of the wanted gain: a ring of (time, gain), gains rising from the front.
    struct Wanted {
        std::size_t time;
        double gain;
    };
    std::vector<Wanted> wanted_;
    std::size_t wantedFront_ = 0;
    std::size_t wantedCount_ = 0;
    std::size_t now_ = 0;
    double released_ = 1.0;
    std::vector<double> smooth_;  // ring whose mean is the gain
    std::size_t smoothAt_ = 0;
    double smoothSum_ = 0.0;
};

}  // namespace arioso::dsp
