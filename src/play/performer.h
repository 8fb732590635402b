#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/realtime.h"
#include "src/score/score.h"

namespace arioso::play {

/// Where a listener is, and how the engine does.
struct PlayerStatus {
    double seconds = 0.0;        ///< of the piece, at the tempo it is played
    double duration = 0.0;       ///< of the piece or phrase
    double streamSeconds = 0.0;  ///< since the beginning, pauses not counted
    std::string measure;         ///< as printed
    int beat = 0;                ///< from 1
    std::string syllable;        ///< under way in the first part that sings; empty = none
    double lead = 0.0;           ///< seconds rendered ahead of the listener
    double buffered = 0.0;       ///< seconds in the ring
    std::int64_t underruns = 0;
    double missedSeconds = 0.0;     ///< silence that came of them
    float peaks[2] = {0.0F, 0.0F};  ///< linear, since the last status
    double renderSpeed = 0.0;       ///< seconds of one part rendered in a second of one thread
    double renderLoad = 0.0;        ///< share of the render threads' time that was used
    bool paused = false;
    bool finished = false;
    std::string failure;  ///< a render that failed since the last status; its part was silent
};

/// Whoever makes sound for a listener who pulls it: a Player of scores, a KeyboardPlayer of keys.
/// Threads: `pull` is for one real-time thread; everything else is for control threads, which may
/// be several.
class Performer {
  public:
    virtual ~Performer() = default;

    /// Fills two channels and returns the frames of music in them; the rest is silence. Real-time.
    virtual std::size_t pull(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING = 0;
    /// The same for a listener that can wait, a file: blocks until `out` is full of music or the
    /// music has ended.
    virtual std::size_t pullBlocking(dsp::AudioView out) = 0;
    /// Another rate or latency, while nobody pulls. What was ready is made again.
    virtual void setOutput(int sampleRate, double latency) = 0;
    /// Waits until the sound can begin, at most so long; false = not yet.
    virtual bool waitUntilReady(std::chrono::milliseconds atMost) = 0;

    /// Swaps in new settings of the sound. Error(Usage).
    virtual void change(const nlohmann::json& change) = 0;
    /// Those settings as they are.
    [[nodiscard]] virtual nlohmann::json settingsJson() const = 0;
    [[nodiscard]] virtual std::vector<std::string> partNames() const = 0;
    /// Goes to another place; Error(Usage) for a performer that cannot.
    virtual void seek(const std::string& place);
    /// Steers a composer; Error(Usage) for a performer without one.
    virtual void steer(const nlohmann::json& change);
    /// One MIDI message, its status byte first; Error(Usage) for a performer without keys.
    virtual void midi(std::span<const std::uint8_t> message);
    /// What has been played, as a score.
    [[nodiscard]] virtual Score played() const = 0;
    virtual void setPaused(bool paused) = 0;
    [[nodiscard]] virtual bool paused() const = 0;
    /// Linear, 0…4.
    virtual void setVolume(double volume) = 0;
    [[nodiscard]] virtual double volume() const = 0;
    /// Fades out; `finished` then becomes true.
    virtual void stop() = 0;
    [[nodiscard]] virtual bool finished() const = 0;

    [[nodiscard]] virtual PlayerStatus status() = 0;
};

}  // namespace arioso::play
