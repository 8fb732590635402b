#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "src/cli/engine_library.h"
#include "src/live/audio_output.h"

namespace arioso::cli {

/// A player of libarioso. `pull…` as the C interface says; everything else may be called from
/// several threads. Errors: Error with the engine's own code and line.
class PlayerLibrary {
  public:
    /// The engine must live longer. `report` receives what arioso_player_new reports.
    PlayerLibrary(EngineLibrary& engine, const nlohmann::json& request,
                  const nlohmann::json& settings, nlohmann::json& report);
    ~PlayerLibrary();
    PlayerLibrary(const PlayerLibrary&) = delete;
    PlayerLibrary& operator=(const PlayerLibrary&) = delete;

    [[nodiscard]] live::AudioSource source() const;
    bool prepare(int milliseconds);
    void setOutput(int sampleRate, double latency);
    void set(const nlohmann::json& change);
    /// One MIDI message, of a player that follows keys.
    void midi(std::span<const unsigned char> message);
    [[nodiscard]] nlohmann::json settings() const;
    [[nodiscard]] arioso_position position() const;
    /// What has been played, as MusicXML.
    [[nodiscard]] std::string score() const;
    /// The same as a MIDI file.
    [[nodiscard]] std::string midiFile() const;

  private:
    EngineLibrary& engine_;
    arioso_player* player_ = nullptr;
    decltype(&arioso_player_free) free_ = nullptr;
    decltype(&arioso_player_prepare) prepare_ = nullptr;
    decltype(&arioso_player_set_output) setOutput_ = nullptr;
    decltype(&arioso_player_pull) pull_ = nullptr;
    decltype(&arioso_player_pull_blocking) pullBlocking_ = nullptr;
    decltype(&arioso_player_set) set_ = nullptr;
    decltype(&arioso_player_midi) midi_ = nullptr;
    decltype(&arioso_player_settings) settings_ = nullptr;
    decltype(&arioso_player_position) position_ = nullptr;
    decltype(&arioso_player_score) score_ = nullptr;
    decltype(&arioso_player_score_midi) scoreMidi_ = nullptr;
    decltype(&arioso_string_free) freeText_ = nullptr;
};

}  // namespace arioso::cli
