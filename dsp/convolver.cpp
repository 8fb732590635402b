#include "dsp/convolver.h"

#include <algorithm>

#include "dsp/error.h"

namespace arioso::dsp {

Convolver::Level::Level(int block, std::span<const float> response)
    : block_(static_cast<std::size_t>(block)),
      bins_(block_ + 1),
      count_(std::max<std::size_t>(1, (response.size() + block_ - 1) / block_)),
      fft_(2 * block),
      window_(2 * block_),
      wrapped_(2 * block_),
      spectrum_(bins_),
      responseRe_(count_ * bins_),
      responseIm_(count_ * bins_),
      historyRe_(count_ * bins_),
      historyIm_(count_ * bins_),
      sumRe_(bins_),
      sumIm_(bins_) {
    for (std::size_t part = 0; part < count_; ++part) {
        const std::size_t first = std::min(part * block_, response.size());
        const std::size_t size = std::min(block_, response.size() - first);
        std::fill(window_.begin(), window_.end(), 0.0F);
        std::copy_n(response.begin() + static_cast<std::ptrdiff_t>(first), size, window_.begin());
        fft_.forward(window_, spectrum_);
        for (std::size_t bin = 0; bin < bins_; ++bin) {
            responseRe_[part * bins_ + bin] = spectrum_[bin].real();
            responseIm_[part * bins_ + bin] = spectrum_[bin].imag();
        }
    }
    reset();
}

void Convolver::Level::reset() noexcept {
    std::fill(window_.begin(), window_.end(), 0.0F);
    std::fill(historyRe_.begin(), historyRe_.end(), 0.0F);
    std::fill(historyIm_.begin(), historyIm_.end(), 0.0F);
    newest_ = 0;
}

void Convolver::Level::run(std::span<const float> in, std::span<float> out) noexcept {
    std::copy(window_.begin() + static_cast<std::ptrdiff_t>(block_), window_.end(),
              window_.begin());
    std::copy(in.begin(), in.end(), window_.begin() + static_cast<std::ptrdiff_t>(block_));
    fft_.forward(window_, spectrum_);
    newest_ = newest_ == 0 ? count_ - 1 : newest_ - 1;
    for (std::size_t bin = 0; bin < bins_; ++bin) {
        historyRe_[newest_ * bins_ + bin] = spectrum_[bin].real();
        historyIm_[newest_ * bins_ + bin] = spectrum_[bin].imag();
        sumRe_[bin] = 0.0F;
        sumIm_[bin] = 0.0F;
    }
    for (std::size_t part = 0; part < count_; ++part) {
        const std::size_t past = (newest_ + part) % count_;
        const float* const xr = historyRe_.data() + past * bins_;
        const float* const xi = historyIm_.data() + past * bins_;
        const float* const hr = responseRe_.data() + part * bins_;
        const float* const hi = responseIm_.data() + part * bins_;
        float* const sr = sumRe_.data();
        float* const si = sumIm_.data();
        for (std::size_t bin = 0; bin < bins_; ++bin) {
            sr[bin] += xr[bin] * hr[bin] - xi[bin] * hi[bin];
            si[bin] += xr[bin] * hi[bin] + xi[bin] * hr[bin];
        }
    }
    for (std::size_t bin = 0; bin < bins_; ++bin) spectrum_[bin] = {sumRe_[bin], sumIm_[bin]};
    fft_.inverse(spectrum_, wrapped_);
    std::copy(wrapped_.begin() + static_cast<std::ptrdiff_t>(block_), wrapped_.end(), out.begin());
}

void Convolver::prepare(std::span<const float> response) {
    const std::size_t head = std::min<std::size_t>(kLatency, response.size());
    if (std::any_of(response.begin(), response.begin() + static_cast<std::ptrdiff_t>(head),
                    [](float sample) { return sample != 0.0F; })) {
        throw Error(ExitCode::Processing, "convolution: expected a response that begins with " +
                                              std::to_string(kLatency) +
                                              " samples of silence, found sound there");
    }
    const auto rest = response.subspan(head);
    const std::size_t near = std::min<std::size_t>(kLong - kShort, rest.size());
    levels_.clear();
    levels_.emplace_back(kShort, rest.first(near));
    levels_.emplace_back(kLong, rest.subspan(near));
    shortIn_.assign(kShort, 0.0F);
    shortOut_.assign(kShort, 0.0F);
    longIn_.assign(kLong, 0.0F);
    longOut_.assign(kLong, 0.0F);
    reset();
}

void Convolver::reset() noexcept {
    for (Level& level : levels_) level.reset();
    std::fill(shortOut_.begin(), shortOut_.end(), 0.0F);
    std::fill(longOut_.begin(), longOut_.end(), 0.0F);
    shortAt_ = 0;
    longAt_ = 0;
}

void Convolver::process(std::span<const float> in, std::span<float> out) noexcept {
    for (std::size_t i = 0; i < in.size(); ++i) {
        shortIn_[shortAt_] = in[i];
        longIn_[longAt_] = in[i];
        out[i] = shortOut_[shortAt_] + longOut_[longAt_];
        ++longAt_;
        if (++shortAt_ < kShort) continue;
        shortAt_ = 0;
        levels_[0].run(shortIn_, shortOut_);
        if (longAt_ < kLong) continue;
        longAt_ = 0;
        levels_[1].run(longIn_, longOut_);
    }
}

}  // namespace arioso::dsp
