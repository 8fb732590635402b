#include "dsp/watermark_features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>

#include "dsp/fft.h"
#include "dsp/resampler.h"
#include "dsp/stft.h"
#include "dsp/watermark_layout.h"

namespace arioso::dsp {
namespace {

constexpr std::size_t kSize = 1024;
constexpr std::size_t kUsed = 448;  // bins, to 9.6 kHz: the highest edge a semitone up
constexpr std::size_t kRow = kUsed + 1;
constexpr std::size_t kBands = WatermarkLayout::kBands;
constexpr std::size_t kSlot = WatermarkFeatures::kFramesPerSlot;
constexpr float kFloor = 1e-2F;     // of the frame's mean, under the levels
constexpr float kLargest = 3.0F;    // decibels; what moves more is music
constexpr float kCalm = 4.0F;       // squared decibels; what moves much more tells little
constexpr std::size_t kAround = 4;  // bands on both sides that tell what all bands do

/// Sum of a frame's values below `hz`.
float below(const float* sums, double hz) {
    // Bin k stands for the half bins on both sides of its frequency.
    const double at =
        std::clamp(hz * kSize / WatermarkFeatures::kRate + 0.5, 0.0, double{kUsed} - 1e-6);
    const auto bin = static_cast<std::size_t>(at);
    const auto part = static_cast<float>(at - static_cast<double>(bin));
    return sums[bin] + part * (sums[bin + 1] - sums[bin]);
}

/// How values of a band stand against those a slot before and after; `now` lies in rows of kBands.
float against(const float* now) {
    constexpr auto kBack = static_cast<std::ptrdiff_t>(kSlot * kBands);
    return now[0] - 0.5F * (now[-kBack] + now[kBack]);
}

/// What it is while small, never more than kLargest.
float limited(float decibels) {
    const float x = decibels / kLargest;
    return decibels / std::sqrt(1.0F + x * x);
}

/// Weighs a row by the inverse of what the music moves about each band: where a drum is struck,
/// levels tell little of a mark.
void weigh(std::span<float> row) {
    std::array<float, kBands + 1> squares{};
    for (std::size_t b = 0; b < kBands; ++b) squares[b + 1] = squares[b] + row[b] * row[b];
    for (std::size_t b = 0; b < kBands; ++b) {
        const std::size_t first = b > kAround ? b - kAround : 0;
        const std::size_t last = std::min(b + kAround + 1, kBands);
        const float mean = (squares[last] - squares[first]) / static_cast<float>(last - first);
        row[b] *= kCalm / (kCalm + mean);
    }
}

/// Takes from each band what its neighbours do, and from loud events their say.
void onlyOwn(std::span<float> row) {
    std::array<float, kBands + 1> sums{};
    for (std::size_t b = 0; b < kBands; ++b)
        sums[b + 1] = sums[b] + std::clamp(row[b], -4.0F * kLargest, 4.0F * kLargest);
    for (std::size_t b = 0; b < kBands; ++b) {
        const std::size_t first = b > kAround ? b - kAround : 0;
        const std::size_t last = std::min(b + kAround + 1, kBands);
        const float others = sums[last] - sums[first] - (sums[b + 1] - sums[b]);
        const float own = row[b] - others / static_cast<float>(last - first - 1);
        row[b] = limited(own);
    }
}

}  // namespace

WatermarkFeatures::WatermarkFeatures(const AudioBuffer& audio, int sampleRate) {
    AudioBuffer mono(1, audio.frames());
    const auto sum = mono.channel(0);
    for (int c = 0; c < audio.channels(); ++c)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += audio.channel(c)[i];
    const AudioBuffer heard = resample(mono, sampleRate, kRate);
    const auto samples = heard.channel(0);
    frames_ = samples.size() < kSize ? 0 : (samples.size() - kSize) / kFrameHop + 1;
    sums_.resize(frames_ * kRow);
    RealFft fft(kSize);
    const std::vector<float> window = hannWindow(kSize);
    std::vector<float> scratch(kSize);
    std::vector<std::complex<float>> bins(kSize / 2 + 1);
    for (std::size_t t = 0; t < frames_; ++t) {
        for (std::size_t i = 0; i < kSize; ++i) scratch[i] = window[i] * samples[t * kFrameHop + i];
        fft.forward(scratch, bins);
        float* row = sums_.data() + t * kRow;
        // Roots of magnitudes: the weak parts of a band have a say beside its loudest partial.
        for (std::size_t k = 0; k < kUsed; ++k)
            row[k + 1] = row[k] + std::sqrt(std::sqrt(std::norm(bins[k])));
    }
}

std::vector<float> WatermarkFeatures::movements(std::size_t first, std::size_t count,
                                                double pitch) const {
    const auto& edges = WatermarkLayout::edges();
    // Levels reach two slots beyond the range on both sides, held at the ends of the sound.
    const std::size_t wide = count + 4 * kSlot;
    constexpr float kDecibels = 17.372F;  // of the natural logarithm of a root
    std::vector<float> levels(wide * kBands);
    std::vector<std::uint8_t> empty(levels.size());
    for (std::size_t t = 0; t < wide; ++t) {
        const std::size_t frame =
            std::clamp(first + t, 2 * kSlot, frames_ + 2 * kSlot - 1) - 2 * kSlot;
        const float* row = sums_.data() + frame * kRow;
        const float floor = kFloor * row[kUsed] + 1e-9F;
        float low = below(row, edges[0] * pitch);
        for (std::size_t b = 0; b < kBands; ++b) {
            const float high = below(row, edges[b + 1] * pitch);
            levels[t * kBands + b] = kDecibels * std::log(high - low + floor / kBands);
            empty[t * kBands + b] = high - low < floor / kBands ? 1 : 0;
            low = high;
        }
    }
    std::vector<float> moved((count + 2 * kSlot) * kBands);
    for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i] = against(levels.data() + kSlot * kBands + i);
    for (std::size_t t = 0; t < count + 2 * kSlot; ++t)
        onlyOwn(std::span(moved).subspan(t * kBands, kBands));
    // What a filter has left nothing of has no say, though its neighbours' movements show in it.
    for (std::size_t t = 0; t < count + 2 * kSlot; ++t)
        for (std::size_t b = 0; b < kBands; ++b)
            if (empty[(t + kSlot) * kBands + b] != 0) moved[t * kBands + b] = 0.0F;
    std::vector<float> out(count * kBands);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = against(moved.data() + kSlot * kBands + i);
    for (std::size_t t = 0; t < count; ++t) weigh(std::span(out).subspan(t * kBands, kBands));
    return out;
}

}  // namespace arioso::dsp
