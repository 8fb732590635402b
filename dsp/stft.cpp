#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace arioso::dsp {

std::vector<float> hannWindow(int size) {
    std::vector<float> window(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        const double angle = 2.0 * std::numbers::pi * i / size;
        window[static_cast<std::size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(angle));
    }
    return window;
}

Stft::Stft() : fft_(kFftSize), window_(hannWindow(kFftSize)), scratch_(kFftSize) {}

void Stft::analyse(std::span<const float> signal, std::int64_t signalStart, std::int64_t firstFrame,
                   std::int64_t frames, std::span<std::complex<float>> out) {
    const auto length = static_cast<std::int64_t>(signal.size());
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        const std::int64_t first = (firstFrame + frame) * kHop - kFftSize / 2 - signalStart;
        const std::int64_t begin = std::clamp<std::int64_t>(-first, 0, kFftSize);
        const std::int64_t end = std::clamp<std::int64_t>(length - first, begin, kFftSize);
        std::fill(scratch_.begin(), scratch_.end(), 0.0F);
        for (std::int64_t i = begin; i < end; ++i) {
            const auto at = static_cast<std::size_t>(i);
            scratch_[at] = signal[static_cast<std::size_t>(first + i)] * window_[at];
        }
        fft_.forward(scratch_, out.subspan(static_cast<std::size_t>(frame) * kBins, kBins));
    }
}

Istft::Istft()
    : fft_(kFftSize),
      window_(hannWindow(kFftSize)),
      scratch_(kFftSize),
      sum_(kFftSize),
      weight_(kFftSize) {
    reset();
}

void Istft::reset(std::int64_t firstFrame) {
    std::fill(sum_.begin(), sum_.end(), 0.0F);
    std::fill(weight_.begin(), weight_.end(), 0.0F);
    position_ = firstFrame * kHop - kFftSize / 2;
}

void Istft::push(std::span<const std::complex<float>> frame, std::span<float> out) noexcept {
    fft_.inverse(frame, scratch_);
    for (std::size_t i = 0; i < static_cast<std::size_t>(kFftSize); ++i) {
        sum_[i] += scratch_[i] * window_[i];
        weight_[i] += window_[i] * window_[i];
    }
    drain(out);
}

void Istft::drain(std::span<float> out) noexcept {
    // The very first samples of a stream are seen by a window's foot alone; dividing by it would
    // blow rounding noise up to full scale.
    constexpr float kLeastWeight = 1e-6F;
    for (std::size_t i = 0; i < static_cast<std::size_t>(kHop); ++i) {
        out[i] = weight_[i] > kLeastWeight ? sum_[i] / weight_[i] : 0.0F;
    }
    std::copy(sum_.begin() + kHop, sum_.end(), sum_.begin());
    std::fill(sum_.end() - kHop, sum_.end(), 0.0F);
    std::copy(weight_.begin() + kHop, weight_.end(), weight_.begin());
    std::fill(weight_.end() - kHop, weight_.end(), 0.0F);
    position_ += kHop;
}

}  // namespace arioso::dsp
