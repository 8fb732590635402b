#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dsp/audio_tags.h"
#include "src/cli/player_library.h"
#include "src/cli/terminal.h"
#include "src/live/audio_output.h"
#include "src/live/control.h"
#include "src/live/recorder.h"

namespace arioso::cli {

/// How `arioso play` plays, beside the request.
struct PlayOptions {
    live::OutputChoice output;
    double latency = 0.06;               ///< seconds, of the device and once more of the engine
    std::string record;                  ///< file; empty = none
    std::optional<dsp::AudioTags> tags;  ///< of that file
    std::string osc;                     ///< as oscControl; empty = none
    std::string midi;                    ///< port; empty = none
    std::string midiMap;                 ///< file
    bool follow = false;                 ///< keys are played: `midi` is the keyboard
    bool stdinControl = false;
    bool overwrite = false;
    bool quiet = false;
};

/// Seconds that the engine keeps ready for a device: when it opens, it asks for all that it can
/// hold at once, which is a little more than it says.
double engineLatency(const PlayOptions& options, const live::AudioOutput& output);

/// One performance from its first sample to its last: the device, those who steer it, the status
/// line. Main thread.
class PlaySession {
  public:
    PlaySession(PlayerLibrary& player, std::unique_ptr<live::AudioOutput> output,
                const std::vector<std::string>& parts, const PlayOptions& options);
    ~PlaySession();
    PlaySession(const PlaySession&) = delete;
    PlaySession& operator=(const PlaySession&) = delete;

    /// Plays to the end, or until a key, a control or a signal ends it. Error(Interrupted) after a
    /// signal, once the sound has faded.
    void run();
    /// Seconds from `start` to the first sample that was asked for.
    [[nodiscard]] double firstSound(std::chrono::steady_clock::time_point start) const;
    /// What happened: seconds, underruns, …
    [[nodiscard]] nlohmann::json report() const;

  private:
    void openControls();
    void press(const std::string& key);
    void change(const nlohmann::json& change);
    void watchDevice();
    void reopen();
    void suspend();
    void showStatus();
    void showKeys();
    void fadeOut();
    [[nodiscard]] bool inTime(std::chrono::milliseconds time);

    PlayerLibrary& player_;
    std::unique_ptr<live::AudioOutput> output_;
    std::vector<std::string> parts_;
    PlayOptions options_;
    live::AudioSource source_;
    std::unique_ptr<live::Recorder> recorder_;
    Terminal terminal_;
    std::vector<std::unique_ptr<live::Control>> controls_;
    std::chrono::steady_clock::time_point began_;
    arioso_position position_{};
    double longestLead_ = 0.0;
    double shortestLead_ = 1e9;
    int reopened_ = 0;
    bool quit_ = false;
    bool solo_ = false;  // the next digit means solo
};

}  // namespace arioso::cli
