#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dsp/audio_buffer.h"
#include "dsp/realtime.h"
#include "src/play/play_settings.h"
#include "src/play/programme.h"
#include "src/synth/mix_settings.h"
#include "src/synth/render_request.h"

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

/// Plays a programme: render threads make windows ahead, an engine thread mixes them just before
/// they are heard, and the listener's thread pulls frames. What comes out is, sample for sample,
/// what offline_render makes of the same request, until something is changed.
///
/// Threads: `pull` is for one real-time thread; everything else is for control threads, which may
/// be several. The engine's threads are the player's own.
class Player {
  public:
    struct Options {
        int sampleRate = 44100;             ///< of what is pulled, 8000…192000
        double latency = 0.1;               ///< seconds of sound kept ready, 0.005…10
        int threads = 1;                    ///< that render
        double leadSeconds = 8.0;           ///< that they work ahead
        std::function<void()> threadStart;  ///< once on each of them
        /// A slow listener misses nothing: after an underrun the music goes on where it stopped.
        /// With `keepTime` it goes on at the beat where it would be, had it not stopped.
        bool keepTime = true;
    };

    /// Starts the engine. `request` gives reverb, gain and seed. Errors of the first plan are
    /// thrown here: Error.
    Player(std::unique_ptr<Programme> programme, const MixSettings& mix,
           const RenderRequest& request, const Options& options);
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    /// Fills two channels and returns the frames of music in them; the rest is silence. Real-time.
    std::size_t pull(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING;
    /// The same for a listener that can wait, a file: blocks until `out` is full of music or the
    /// music has ended.
    std::size_t pullBlocking(dsp::AudioView out);
    /// Another rate or latency, while nobody pulls. What was ready is made again.
    void setOutput(int sampleRate, double latency);

    /// Waits until `latency` seconds are ready, at most so long; false = not yet.
    bool waitUntilReady(std::chrono::milliseconds atMost);

    /// Swaps in new settings: see `changed`. Error(Usage).
    void change(const nlohmann::json& change);
    [[nodiscard]] PlaySettings settings() const;
    [[nodiscard]] std::vector<std::string> partNames() const;
    /// Goes to a measure or time as `--from` takes them, or "+2", "-1" measures from here.
    /// Error(Usage).
    void seek(const std::string& place);
    /// As Programme::steer.
    void steer(const nlohmann::json& change);
    /// What has been played, as a score.
    [[nodiscard]] Score played() const;
    void setPaused(bool paused);
    [[nodiscard]] bool paused() const;
    /// Linear, 0…4.
    void setVolume(double volume);
    [[nodiscard]] double volume() const;
    /// Fades out; `finished` then becomes true.
    void stop();
    [[nodiscard]] bool finished() const;

    [[nodiscard]] PlayerStatus status();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arioso::play
