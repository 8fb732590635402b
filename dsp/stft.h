#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/audio_format.h"
#include "dsp/fft.h"

namespace arioso::dsp {

/// Periodic Hann window of `size` samples, as torch.hann_window makes it.
std::vector<float> hannWindow(int size);

/// Short-time Fourier transform on the engine's grid (audio_format.h): Hann window, zero padding
/// outside the signal, bins unscaled, equal to torch.stft(center=True, pad_mode="constant").
class Stft {
  public:
    Stft();
    /// Frames [firstFrame, firstFrame + frames) of `signal`, whose first sample is absolute sample
    /// `signalStart`; samples outside count as zero. `out` is frame-major, frames * kBins.
    void analyse(std::span<const float> signal, std::int64_t signalStart, std::int64_t firstFrame,
                 std::int64_t frames, std::span<std::complex<float>> out);

  private:
    RealFft fft_;
    std::vector<float> window_;
    std::vector<float> scratch_;
};

/// Streaming inverse STFT: frames go in one at a time in order, finished samples come out, with
/// exact overlap-add (division by the summed squared window). Output does not depend on how the
/// frames are grouped. `push` neither allocates nor locks.
class Istft {
  public:
    Istft();
    /// Restarts the stream: the next frame pushed is frame `firstFrame`.
    void reset(std::int64_t firstFrame = 0);
    /// Adds one frame of kBins bins and writes the kHop samples that no later frame can change:
    /// those from (frame index * kHop - kFftSize / 2) on. `out` has kHop samples.
    void push(std::span<const std::complex<float>> frame, std::span<float> out) noexcept;
    /// At the end of a stream: writes the next kHop samples without a further frame.
    void drain(std::span<float> out) noexcept;
    /// Absolute index of the first sample that the next `push` or `drain` writes. Negative at the
    /// start: those samples lie before the signal and are to be dropped.
    [[nodiscard]] std::int64_t position() const noexcept { return position_; }

  private:
    RealFft fft_;
    std::vector<float> window_;
    std::vector<float> scratch_;
    std::vector<float> sum_;
    std::vector<float> weight_;
    std::int64_t position_ = 0;
};

}  // namespace arioso::dsp
