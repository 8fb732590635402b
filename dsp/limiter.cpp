#include "dsp/limiter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace arioso::dsp {

namespace {

constexpr double kLookAheadSeconds = 0.002;
constexpr double kReleaseSeconds = 0.08;
// The moving gain and other meters' interpolators find a little more than this one does.
constexpr float kMarginDb = 0.1F;

/// Hann-windowed sinc that reads the signal `fraction` of a sample after its middle tap.
std::vector<float> interpolator(std::size_t taps, double fraction) {
    const double half = static_cast<double>(taps) / 2.0;
    std::vector<float> out(taps);
    double sum = 0.0;
    for (std::size_t tap = 0; tap < taps; ++tap) {
        const double x = static_cast<double>(tap) - (half - 1.0) - fraction;
        const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * x / half);
        const double angle = std::numbers::pi * x;
        const double value = (angle == 0.0 ? 1.0 : std::sin(angle) / angle) * window;
        out[tap] = static_cast<float>(value);
        sum += value;
    }
    for (float& value : out) value /= static_cast<float>(sum);
    return out;
}

}  // namespace

void TruePeakLimiter::prepare(int channels, int sampleRate, float ceilingDb) {
    lookAhead_ = static_cast<std::size_t>(std::max(2.0, kLookAheadSeconds * sampleRate));
    ceiling_ = std::pow(10.0F, (std::min(ceilingDb, 0.0F) - kMarginDb) / 20.0F);
    releaseStep_ = 1.0 - std::exp(-1.0 / (kReleaseSeconds * sampleRate));
    phases_.clear();
    for (const double fraction : {0.25, 0.5, 0.75}) {
        phases_.push_back(interpolator(kTaps, fraction));
    }
    const auto count = static_cast<std::size_t>(channels);
    history_.assign(count, std::vector<float>(kTaps - 1 + kChunk));
    delay_.assign(count, std::vector<float>(latency()));
    peaks_.assign(kChunk, 0.0F);
    scratch_.assign(kChunk, 0.0F);
    wanted_.assign(lookAhead_ + 2, Wanted{});
    smooth_.assign(lookAhead_, 1.0);
    reset();
}

void TruePeakLimiter::reset() noexcept {
    for (auto& channel : history_) std::fill(channel.begin(), channel.end(), 0.0F);
    for (auto& channel : delay_) std::fill(channel.begin(), channel.end(), 0.0F);
    std::fill(smooth_.begin(), smooth_.end(), 1.0);
    smoothSum_ = static_cast<double>(lookAhead_);
    smoothAt_ = 0;
    delayAt_ = 0;
    wantedFront_ = 0;
    wantedCount_ = 0;
    now_ = 0;
    released_ = 1.0;
}

void TruePeakLimiter::process(AudioView block) noexcept {
    for (std::size_t first = 0; first < block.frames(); first += kChunk) {
        processChunk(block, first, std::min(kChunk, block.frames() - first));
    }
}

// The gain that meets sample m is a mean over lookAhead_ values, each the least gain wanted by a
// stretch of lookAhead_ + 1 samples that holds m and m - 1: so it is never above what the peak in
// front of or behind m asks for, and gets there along a straight line.
double TruePeakLimiter::nextGain(float peak) noexcept {
    const std::size_t size = wanted_.size();
    const double gain = peak > ceiling_ ? static_cast<double>(ceiling_ / peak) : 1.0;
    while (wantedCount_ > 0 && wanted_[(wantedFront_ + wantedCount_ - 1) % size].gain >= gain) {
        --wantedCount_;
    }
    wanted_[(wantedFront_ + wantedCount_) % size] = {now_, gain};
    ++wantedCount_;
    if (wanted_[wantedFront_].time + lookAhead_ < now_) {
        wantedFront_ = (wantedFront_ + 1) % size;
        --wantedCount_;
    }
    ++now_;
    released_ = std::min(wanted_[wantedFront_].gain, released_ + (1.0 - released_) * releaseStep_);
    constexpr double kAsGoodAsOne = 0.99999;
    if (released_ > kAsGoodAsOne && wanted_[wantedFront_].gain >= 1.0) released_ = 1.0;
    smoothSum_ += released_ - smooth_[smoothAt_];
    smooth_[smoothAt_] = released_;
    smoothAt_ = (smoothAt_ + 1) % lookAhead_;
    return smoothSum_ / static_cast<double>(lookAhead_);
}

void TruePeakLimiter::processChunk(AudioView block, std::size_t first, std::size_t count) noexcept {
    std::fill_n(peaks_.begin(), count, 0.0F);
    for (std::size_t c = 0; c < history_.size(); ++c) {
        const auto input = block.channel(static_cast<int>(c)).subspan(first, count);
        std::vector<float>& past = history_[c];
        std::copy(input.begin(), input.end(), past.begin() + (kTaps - 1));
        for (std::size_t i = 0; i < count; ++i) {
            peaks_[i] = std::max(peaks_[i], std::abs(past[i + kTaps / 2 - 1]));
        }
        for (const std::vector<float>& phase : phases_) {
            std::fill_n(scratch_.begin(), count, 0.0F);
            // Taps outside, samples inside: the order of each sum stays, and it vectorises.
            for (std::size_t tap = 0; tap < kTaps; ++tap) {
                const float weight = phase[tap];
                const float* const source = past.data() + tap;
                for (std::size_t i = 0; i < count; ++i) scratch_[i] += weight * source[i];
            }
            for (std::size_t i = 0; i < count; ++i) {
                peaks_[i] = std::max(peaks_[i], std::abs(scratch_[i]));
            }
        }
        std::copy_n(past.begin() + static_cast<std::ptrdiff_t>(count), kTaps - 1, past.begin());
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto gain = static_cast<float>(nextGain(peaks_[i]));
        for (std::size_t c = 0; c < delay_.size(); ++c) {
            float& sample = block.channel(static_cast<int>(c))[first + i];
            std::swap(sample, delay_[c][delayAt_]);
            sample *= gain;
        }
        delayAt_ = (delayAt_ + 1) % delay_.front().size();
    }
}

}  // namespace arioso::dsp
