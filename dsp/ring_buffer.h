#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <vector>

#include "dsp/audio_buffer.h"

namespace arioso::dsp {

/// Lock-free queue of audio frames from one writing thread to one reading thread. Construction
/// allocates; `write` and `read` do not, never wait and are safe in an audio callback.
class FrameRing {
  public:
    /// Holds at least `frames` frames (rounded up to a power of two).
    FrameRing(int channels, std::size_t frames)
        : size_(std::bit_ceil(std::max<std::size_t>(frames, 1))),
          planes_(static_cast<std::size_t>(channels), std::vector<float>(size_)) {}

    [[nodiscard]] std::size_t capacity() const noexcept { return size_; }

    /// Writing thread: appends as many frames of `block` as fit and returns their number.
    std::size_t write(AudioView block) noexcept {
        const std::size_t end = written_.load(std::memory_order_relaxed);
        const std::size_t room = size_ - (end - read_.load(std::memory_order_acquire));
        const std::size_t count = std::min(block.frames(), room);
        for (std::size_t c = 0; c < planes_.size(); ++c) {
            const auto source = block.channel(static_cast<int>(c));
            for (std::size_t i = 0; i < count; ++i) planes_[c][(end + i) & (size_ - 1)] = source[i];
        }
        written_.store(end + count, std::memory_order_release);
        return count;
    }

    /// Reading thread: fills the front of `block` with what is there and returns the number of
    /// frames; the rest of `block` is left alone.
    std::size_t read(AudioView block) noexcept {
        const std::size_t begin = read_.load(std::memory_order_relaxed);
        const std::size_t ready = written_.load(std::memory_order_acquire) - begin;
        const std::size_t count = std::min(block.frames(), ready);
        for (std::size_t c = 0; c < planes_.size(); ++c) {
            const auto target = block.channel(static_cast<int>(c));
            for (std::size_t i = 0; i < count; ++i) {
                target[i] = planes_[c][(begin + i) & (size_ - 1)];
            }
        }
        read_.store(begin + count, std::memory_order_release);
        return count;
    }

    /// Frames waiting, 0 to `capacity()`. At least so many on the reading thread, at most so many
    /// on the writing one; elsewhere what was true a moment ago.
    [[nodiscard]] std::size_t available() const noexcept {
        // In this order: a frame read after `written_` was looked at would make the count negative.
        const std::size_t begin = read_.load(std::memory_order_acquire);
        return std::min(written_.load(std::memory_order_acquire) - begin, size_);
    }

  private:
    std::size_t size_;
    std::vector<std::vector<float>> planes_;
    // A cache line each, so that the two threads do not fight over one.
    alignas(64) std::atomic<std::size_t> written_{0};
    alignas(64) std::atomic<std::size_t> read_{0};
};

}  // namespace arioso::dsp
