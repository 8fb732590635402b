#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/play/performer.h"
#include "src/play/play_settings.h"
#include "src/play/programme.h"
#include "src/synth/mix_settings.h"
#include "src/synth/render_request.h"

namespace arioso::play {

/// Plays a programme: render threads make windows ahead, an engine thread mixes them just before
/// they are heard, and the listener's thread pulls frames. What comes out is, sample for sample,
/// what offline_render makes of the same request, until something is changed.
///
/// The engine's threads are the player's own.
class Player : public Performer {
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
    ~Player() override;
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    std::size_t pull(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING override;
    std::size_t pullBlocking(dsp::AudioView out) override;
    void setOutput(int sampleRate, double latency) override;
    /// Until `latency` seconds are ready.
    bool waitUntilReady(std::chrono::milliseconds atMost) override;

    /// See `changed`.
    void change(const nlohmann::json& change) override;
    [[nodiscard]] PlaySettings settings() const;
    [[nodiscard]] nlohmann::json settingsJson() const override;
    [[nodiscard]] std::vector<std::string> partNames() const override;
    /// Goes to a measure or time as `--from` takes them, or "+2", "-1" measures from here.
    void seek(const std::string& place) override;
    /// As Programme::steer.
    void steer(const nlohmann::json& change) override;
    [[nodiscard]] Score played() const override;
    void setPaused(bool paused) override;
    [[nodiscard]] bool paused() const override;
    void setVolume(double volume) override;
    [[nodiscard]] double volume() const override;
    void stop() override;
    [[nodiscard]] bool finished() const override;

    [[nodiscard]] PlayerStatus status() override;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arioso::play
