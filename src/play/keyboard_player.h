#pragma once

#include <functional>
#include <memory>

#include "src/play/performer.h"
#include "src/synth/engine.h"

namespace arioso::play {

/// Keys played live through an instrument of the networks. Its notes are rendered beforehand, each
/// by itself, the most useful first (NoteBank), so that a key sounds after the latency that was
/// asked for and no network is waited for; what is not rendered yet is lent by a neighbour. `midi`
/// and `change` may come from any control threads; an engine thread mixes 64 frames at a time.
class KeyboardPlayer : public Performer {
  public:
    struct Options {
        std::string instrument = "piano";   ///< as RenderRequest's instruments: id, number or name
        int sampleRate = 44100;             ///< of what is pulled, 8000…192000
        double latency = 0.01;              ///< seconds of sound kept ready, 0.003…1
        int threads = 1;                    ///< that render
        std::function<void()> threadStart;  ///< once on each of them
    };

    /// The engine must live longer. `request` gives seed, steps, vocoder, reverb, gain, loudness
    /// and transposition. Error(Usage) for an instrument that does not exist.
    KeyboardPlayer(const Engine& engine, const RenderRequest& request, const Options& options);
    ~KeyboardPlayer() override;

    std::size_t pull(dsp::AudioView out) noexcept ARIOSO_NONBLOCKING override;
    std::size_t pullBlocking(dsp::AudioView out) override;
    void setOutput(int sampleRate, double latency) override;
    /// Until every key has some sound.
    bool waitUntilReady(std::chrono::milliseconds atMost) override;

    /// {"instrument": NAME, "transpose": -24…24, "midi": [144, 60, 100]}.
    void change(const nlohmann::json& change) override;
    [[nodiscard]] nlohmann::json settingsJson() const override;
    [[nodiscard]] std::vector<std::string> partNames() const override;
    void midi(std::span<const std::uint8_t> message) override;
    /// Notes as they were played, in quarters of half a second, to 1/96 of a quarter.
    [[nodiscard]] Score played() const override;
    void setPaused(bool paused) override;
    [[nodiscard]] bool paused() const override;
    void setVolume(double volume) override;
    [[nodiscard]] double volume() const override;
    void stop() override;
    [[nodiscard]] bool finished() const override;
    /// `measure` tells how far the preparation is, `syllable` the keys that are held.
    [[nodiscard]] PlayerStatus status() override;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace arioso::play
