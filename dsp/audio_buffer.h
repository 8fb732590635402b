#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace arioso::dsp {

/// Non-owning view of planar float audio: one pointer a channel, all of the same length.
class AudioView {
  public:
    AudioView() = default;
    AudioView(float* const* channels, int channelCount, std::size_t frames)
        : channels_(channels), channelCount_(channelCount), frames_(frames) {}

    [[nodiscard]] int channels() const noexcept { return channelCount_; }
    [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
    [[nodiscard]] std::span<float> channel(int index) const noexcept {
        return {channels_[index], frames_};
    }

  private:
    float* const* channels_ = nullptr;
    int channelCount_ = 0;
    std::size_t frames_ = 0;
};

/// Owning planar float audio. Resizing allocates: control and engine threads only.
class AudioBuffer {
  public:
    AudioBuffer() = default;
    AudioBuffer(int channels, std::size_t frames) { resize(channels, frames); }

    /// Contents are zero afterwards.
    void resize(int channels, std::size_t frames) {
        frames_ = frames;
        data_.assign(static_cast<std::size_t>(channels), std::vector<float>(frames));
        pointers_.clear();
        for (auto& plane : data_) pointers_.push_back(plane.data());
    }
    AudioBuffer(const AudioBuffer& other) { *this = other; }
    AudioBuffer& operator=(const AudioBuffer& other) {
        if (this == &other) return *this;
        resize(other.channels(), other.frames());
        data_ = other.data_;
        pointers_.clear();
        for (auto& plane : data_) pointers_.push_back(plane.data());
        return *this;
    }
    AudioBuffer(AudioBuffer&&) noexcept = default;
    AudioBuffer& operator=(AudioBuffer&&) noexcept = default;
    ~AudioBuffer() = default;

    [[nodiscard]] int channels() const noexcept { return static_cast<int>(data_.size()); }
    [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
    [[nodiscard]] std::span<float> channel(int index) noexcept {
        return data_[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] std::span<const float> channel(int index) const noexcept {
        return data_[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] AudioView view() noexcept { return {pointers_.data(), channels(), frames_}; }

  private:
    std::size_t frames_ = 0;
    std::vector<std::vector<float>> data_;
    std::vector<float*> pointers_;
};

}  // namespace arioso::dsp
