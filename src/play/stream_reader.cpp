#include "src/play/stream_reader.h"

#include <algorithm>
#include <cmath>

namespace arioso::play {
namespace {

constexpr float kRampSeconds = 0.010F;
constexpr float kEntrySeconds = 0.005F;
constexpr float kLoudest = 4.0F;

/// The frames of a view from `first` on. A view cannot be offset without pointers of its own.
struct Rest {
    Rest(dsp::AudioView block, std::size_t first, std::size_t count) noexcept {
        for (int c = 0; c < StreamReader::kChannels; ++c)
            pointers[c] = block.channel(c).data() + first;
        view = dsp::AudioView(pointers, StreamReader::kChannels, count);
    }
    float* pointers[StreamReader::kChannels];
    dsp::AudioView view;
};

}  // namespace

StreamReader::StreamReader(int sampleRate, std::size_t capacity)
    : ring_(kChannels, capacity),
      step_(1.0F / (kRampSeconds * static_cast<float>(sampleRate))),
      // 40 dB down after the 5 ms of a short fade.
      decay_(std::pow(0.01F, 1.0F / (kEntrySeconds * static_cast<float>(sampleRate)))) {}

void StreamReader::setVolume(float volume) noexcept {
    volume_.store(volume >= 0.0F ? std::min(volume, kLoudest) : 0.0F);
}

float StreamReader::takePeak(int channel) noexcept {
    return peaks_[static_cast<std::size_t>(channel)].exchange(0.0F);
}

void StreamReader::dieAway(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING {
    for (int c = 0; c < kChannels; ++c) {
        float& value = last_[static_cast<std::size_t>(c)];
        for (float& sample : out.channel(c)) {
            value *= decay_;
            sample = value;
        }
        if (std::abs(value) < 1e-6F) value = 0.0F;
    }
}

void StreamReader::applyGain(dsp::AudioView out, std::size_t frames) noexcept ARIOSO_NONBLOCKING {
    const bool silent = paused_.load() || stopping_.load();
    const float target = silent ? 0.0F : volume_.load();
    if (gain_ == 1.0F && target == 1.0F && entry_ >= 1.0F) return;
    const auto left = out.channel(0);
    const auto right = out.channel(1);
    for (std::size_t i = 0; i < frames; ++i) {
        gain_ = gain_ < target ? std::min(target, gain_ + step_) : std::max(target, gain_ - step_);
        entry_ = std::min(1.0F, entry_ + 2.0F * step_);
        left[i] *= gain_ * entry_;
        right[i] *= gain_ * entry_;
    }
}

void StreamReader::measure(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING {
    for (int c = 0; c < kChannels; ++c) {
        float peak = 0.0F;
        for (const float sample : out.channel(c)) peak = std::max(peak, std::abs(sample));
        auto& kept = peaks_[static_cast<std::size_t>(c)];
        // The reader of the peaks may lose one to this store, a meter's worth.
        if (peak > kept.load(std::memory_order_relaxed)) kept.store(peak);
    }
}

std::size_t StreamReader::read(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING {
    const std::size_t frames = out.frames();
    if (frames == 0) return 0;
    const bool resting = (paused_.load() || stopping_.load()) && gain_ == 0.0F;
    if (resting && stopping_.load()) finished_.store(true);
    if (resting || finished_.load()) {
        dieAway(out);
        return 0;
    }
    // A fade to silence takes no more of the music than it lasts: the rest waits in the ring.
    const bool silencing = paused_.load() || stopping_.load();
    const std::size_t wanted =
        silencing ? std::min(frames, static_cast<std::size_t>(gain_ / step_) + 1) : frames;
    // Looked at before the ring: what is written before `ended` is then surely seen.
    const bool ended = ended_.load(std::memory_order_acquire);
    std::size_t count = 0;
    if (!dry_ || ended || ring_.available() >= refill_.load()) {
        count = ring_.read(Rest(out, 0, wanted).view);
        if (dry_ && count > 0) {
            dry_ = false;
            entry_ = 0.0F;
        }
    }
    applyGain(out, count);
    if (count > 0)
        for (int c = 0; c < kChannels; ++c)
            last_[static_cast<std::size_t>(c)] = out.channel(c)[count - 1];
    if (count < frames) dieAway(Rest(out, count, frames - count).view);
    if (count < wanted) {
        if (silencing) gain_ = 0.0F;
        if (ended) {
            finished_.store(true);
        } else if (!silencing) {
            if (!dry_) underruns_.fetch_add(1);
            dry_ = true;
            missed_.fetch_add(static_cast<std::int64_t>(wanted - count));
        }
    }
    played_.fetch_add(static_cast<std::int64_t>(count));
    measure(out);
    return count;
}

}  // namespace arioso::play
