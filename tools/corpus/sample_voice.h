#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace arioso::corpus {

/// A recorded note in memory, mono at dsp::kSampleRate, its silence before the onset cut off, and a
/// loop by which it can be held for any time.
class Sample {
  public:
    /// `loopStart` and `loopEnd` in samples of `sound`, 0 and 0 = look for a good one.
    Sample(std::vector<float> sound, std::int64_t loopStart, std::int64_t loopEnd);

    /// Sample value at an integer place of the unrolled sound: looped with a crossfade if `looped`,
    /// zero outside.
    [[nodiscard]] float at(std::int64_t place, bool looped) const noexcept;
    [[nodiscard]] std::int64_t size() const noexcept {
        return static_cast<std::int64_t>(sound_.size());
    }
    [[nodiscard]] bool canLoop() const noexcept { return loopEnd_ > loopStart_; }

  private:
    void cutSilence(std::int64_t& loopStart, std::int64_t& loopEnd);
    void findLoop();

    std::vector<float> sound_;
    std::int64_t loopStart_ = 0;
    std::int64_t loopEnd_ = 0;
    std::int64_t fade_ = 0;
};

/// Band-limited interpolation between samples: a Kaiser-windowed sinc of 32 points whose cut-off
/// lies below the Nyquist frequency of the slower of both rates.
class SincReader {
  public:
    /// `ratio`: how much faster than recorded the sample is read.
    explicit SincReader(double ratio);
    [[nodiscard]] float read(const Sample& sample, double place, bool looped) const noexcept;

  private:
    static constexpr int kTaps = 32;
    static constexpr int kPhases = 256;
    std::vector<float> table_;
};

}  // namespace arioso::corpus
