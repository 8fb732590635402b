#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "dsp/audio_buffer.h"
#include "dsp/realtime.h"
#include "dsp/ring_buffer.h"

namespace arioso::play {

/// The end of the engine that an audio callback touches: it takes stereo frames from a ring that an
/// engine thread fills, and counts. Where the ring runs dry the sound dies away within 5 ms, then
/// comes silence, counted; once enough has gathered it goes on with a fade of 5 ms. Pause, volume
/// and the end are ramps of 10 ms, so nothing clicks. While the volume is 1 and nothing ran dry,
/// samples pass bit for bit.
class StreamReader {
  public:
    static constexpr int kChannels = 2;

    /// `sampleRate` of the frames, Hz. The ring holds at least `capacity` frames. Control thread.
    StreamReader(int sampleRate, std::size_t capacity);

    /// Fills `out` (two channels). Real-time thread. Returns the frames of music in it.
    std::size_t read(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING;

    /// Where the engine thread writes.
    [[nodiscard]] dsp::FrameRing& ring() noexcept { return ring_; }
    /// All that will come has been written: what then runs dry has ended. Engine thread.
    void setEnded(bool ended) noexcept { ended_.store(ended, std::memory_order_release); }
    /// Frames that must wait in the ring before a stream that ran dry goes on. Engine thread.
    void setRefill(std::size_t frames) noexcept { refill_.store(frames); }

    /// Control threads.
    void setPaused(bool paused) noexcept { paused_.store(paused); }
    [[nodiscard]] bool paused() const noexcept { return paused_.load(); }
    /// Linear, 0…4; out of range is cut.
    void setVolume(float volume) noexcept;
    [[nodiscard]] float volume() const noexcept { return volume_.load(); }
    /// Fades out for good; `finished` tells when.
    void stop() noexcept { stopping_.store(true); }
    [[nodiscard]] bool stopping() const noexcept { return stopping_.load(); }

    /// Everything has been heard, or the fade after `stop` is over. Any thread.
    [[nodiscard]] bool finished() const noexcept { return finished_.load(); }
    /// Frames taken from the ring so far. Any thread.
    [[nodiscard]] std::int64_t framesPlayed() const noexcept { return played_.load(); }
    /// Times that the ring ran dry, and frames of silence that came of it. Any thread.
    [[nodiscard]] std::int64_t underruns() const noexcept { return underruns_.load(); }
    [[nodiscard]] std::int64_t missedFrames() const noexcept { return missed_.load(); }
    /// Highest sample of a channel since the last call. One control thread.
    float takePeak(int channel) noexcept;

  private:
    void dieAway(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING;
    void applyGain(dsp::AudioView out, std::size_t frames) noexcept ARIOSO_NONBLOCKING;
    void measure(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING;

    dsp::FrameRing ring_;
    float step_;   // of a gain, a frame
    float decay_;  // of the last sample when nothing follows, a frame
    std::atomic<bool> ended_{false};
    std::atomic<bool> paused_{false};
    std::atomic<bool> stopping_{false};
    std::atomic<bool> finished_{false};
    std::atomic<float> volume_{1.0F};
    std::atomic<std::size_t> refill_{1};
    std::atomic<std::int64_t> played_{0};
    std::atomic<std::int64_t> underruns_{0};
    std::atomic<std::int64_t> missed_{0};
    std::array<std::atomic<float>, kChannels> peaks_{};
    // Of the real-time thread alone.
    std::array<float, kChannels> last_{};
    float gain_ = 1.0F;   // volume and pause as they are at this moment
    float entry_ = 1.0F;  // rises from 0 after the ring ran dry
    bool dry_ = false;
};

}  // namespace arioso::play
