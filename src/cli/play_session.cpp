#include "src/cli/play_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "dsp/error.h"
#include "dsp/thread_priority.h"
#include "src/cli/interrupt.h"
#include "src/cli/progress_bar.h"

namespace arioso::cli {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kHelp =
    "space: pause   left/right: measure   up/down: volume   [ ]: tempo   - +: semitone\n"
    "1 to 9: mute a part   s, then 1 to 9: solo   q: end   h: this help";
constexpr const char* kFollowHelp =
    "play the MIDI keyboard   up/down: volume   - +: semitone   q: end   h: this help";
/// How long a device that has gone is looked for, and between two looks.
constexpr int kReopenTries = 600;
constexpr milliseconds kReopenPause(500);
constexpr milliseconds kRetirePatience(2000);
constexpr int kStuckTries = 4;

std::string meter(float peak) {
    const double db = 20.0 * std::log10(std::max(1e-6, static_cast<double>(peak)));
    const int bars = std::clamp(static_cast<int>(std::lround((db + 48.0) / 6.0)), 0, 8);
    return std::string(static_cast<std::size_t>(bars), '#') +
           std::string(static_cast<std::size_t>(8 - bars), '.');
}

}  // namespace

double engineLatency(const PlayOptions& options, const live::AudioOutput& output) {
    if (options.follow) return options.latency;
    return std::max({0.02, options.latency, 1.25 * output.latency()});
}

PlaySession::PlaySession(PlayerLibrary& player, std::unique_ptr<live::AudioOutput> output,
                         const std::vector<std::string>& parts, const PlayOptions& options)
    : player_(player),
      output_(std::move(output)),
      parts_(parts),
      options_(options),
      source_(player.source()),
      terminal_(!options.stdinControl, options.quiet) {
    if (!options_.record.empty()) {
        recorder_ = std::make_unique<live::Recorder>(options_.record, output_->sampleRate(),
                                                     options_.overwrite, source_, options_.tags);
        source_ = recorder_->source();
    }
    if (!options_.quiet && !dsp::realTimeAllowed())
        terminal_.tell(
            "arioso: note: this user may not run threads in real time (limits.conf: rtprio); on a "
            "busy machine the sound may drop out");
    openControls();
}

PlaySession::~PlaySession() {
    controls_.clear();
    output_->stop();
}

void PlaySession::openControls() {
    const live::Change change = [this](const json& wanted) {
        try {
            player_.set(wanted);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const live::Tell tell = [](const std::string& line) {
        fmt::print(stderr, "arioso: {}\n", line);
    };
    if (options_.stdinControl) controls_.push_back(live::jsonControl(change, tell));
    if (!options_.osc.empty()) controls_.push_back(live::oscControl(options_.osc, change, tell));
    if (options_.follow) {
        // Without a keyboard the notes come from standard input.
        if (!options_.midi.empty() || !options_.stdinControl)
            controls_.push_back(
                live::midiKeyboard(options_.midi, [this](std::span<const unsigned char> message) {
                    try {
                        player_.midi(message);
                    } catch (const Error& error) {
                        fmt::print(stderr, "arioso: {}\n", error.what());
                    }
                }));
    } else if (!options_.midi.empty())
        controls_.push_back(live::midiControl(
            options_.midi, live::readMidiMapping(options_.midiMap), change, tell));
}

void PlaySession::change(const json& wanted) {
    try {
        player_.set(wanted);
    } catch (const Error& error) {
        terminal_.tell(fmt::format("arioso: {}", error.what()));
    }
}

void PlaySession::press(const std::string& key) {
    if (key.empty()) return;
    const json now = player_.settings();
    const auto number = [&now](const char* name) { return now.at(name).get<double>(); };
    const auto step = [&](const char* name, double by, double low, double high) {
        change({{name, std::clamp(number(name) + by, low, high)}});
    };
    const bool solo = std::exchange(solo_, key == "s");
    if (key == "up") step("volume", 0.1, 0.0, 2.0);
    if (key == "down") step("volume", -0.1, 0.0, 2.0);
    if (key == "-") step("transpose", -1.0, -24.0, 24.0);
    if (key == "+" || key == "=") step("transpose", 1.0, -24.0, 24.0);
    if (key == "q") quit_ = true;
    if (key == "h" || key == "?") terminal_.tell(options_.follow ? kFollowHelp : kHelp);
    if (options_.follow) return;
    if (key == " ") change({{"pause", !now.at("pause").get<bool>()}});
    if (key == "left") change({{"seek", "-1"}});
    if (key == "right") change({{"seek", "+1"}});
    if (key == "[") step("tempo", -0.05, 0.25, 4.0);
    if (key == "]") step("tempo", 0.05, 0.25, 4.0);
    if (key.size() == 1 && key[0] >= '1' && key[0] <= '9') {
        const auto index = static_cast<std::size_t>(key[0] - '1');
        if (index >= parts_.size()) return;
        const char* what = solo ? "solo" : "mute";
        const bool was = now.at("parts").at(index).at(what).get<bool>();
        change({{"parts", {{fmt::format("{}", index + 1), {{what, !was}}}}}});
        terminal_.tell(fmt::format("{}: {} {}", parts_[index], what, was ? "off" : "on"));
    }
}

void PlaySession::showStatus() {
    position_ = player_.position();
    if (position_.failure[0] != '\0') terminal_.tell(fmt::format("arioso: {}", position_.failure));
    longestLead_ = std::max(longestLead_, position_.lead);
    if (position_.stream_seconds > 0.5 && !position_.finished &&
        position_.seconds < position_.duration - 4.0)
        shortestLead_ = std::min(shortestLead_, position_.lead);
    if (recorder_) {
        const std::string failure = recorder_->takeFailure();
        if (!failure.empty()) terminal_.tell("arioso: " + failure);
    }
    if (!terminal_.showsStatus()) return;
    if (options_.follow) return showKeys();
    const json now = player_.settings();
    const std::string syllable = position_.syllable;
    terminal_.show(fmt::format(
        "{} {} / {}  measure {}:{}  [{}|{}]  lead {:.1f} s  underruns {}  tempo {:.0f} %  volume "
        "{:.0f} %{}",
        position_.paused != 0 ? "paused" : "plays ", clockTime(position_.seconds),
        clockTime(position_.duration), position_.measure, position_.beat, meter(position_.peak[0]),
        meter(position_.peak[1]), position_.lead, position_.underruns,
        100.0 * now.at("tempo").get<double>(), 100.0 * now.at("volume").get<double>(),
        syllable.empty() ? "" : "  \"" + syllable + "\""));
}

void PlaySession::showKeys() {
    const json now = player_.settings();
    const std::string preparing = position_.measure;
    terminal_.show(
        fmt::format("{}{}  [{}|{}]  underruns {}  volume {:.0f} %{}  {}",
                    now.at("instrument").get<std::string>(),
                    preparing.empty() ? "" : fmt::format(" ({} of its notes are ready)", preparing),
                    meter(position_.peak[0]), meter(position_.peak[1]), position_.underruns,
                    100.0 * now.at("volume").get<double>(),
                    now.at("transpose").get<int>() == 0
                        ? ""
                        : fmt::format("  {:+} semitones", now.at("transpose").get<int>()),
                    position_.syllable));
}

/// Lets the music go on for a while; false = the user wants an end.
bool PlaySession::inTime(milliseconds time) {
    const auto until = steady_clock::now() + time;
    while (steady_clock::now() < until) {
        if (interrupted() || quit_) return false;
        press(terminal_.key(20));
        if (!terminal_.readsKeys()) std::this_thread::sleep_for(milliseconds(20));
    }
    return true;
}

void PlaySession::reopen() {
    const std::string gone = output_->name();
    terminal_.tell(fmt::format("arioso: device '{}' has gone; looking for it", gone));
    // A driver that hangs takes its whole audio system with it: nothing new is seen there, and only
    // what was there before can go on.
    const bool retired = live::retire(std::move(output_), kRetirePatience);
    const int tries = retired ? kReopenTries : kStuckTries;
    if (!retired) terminal_.tell("arioso: its driver does not answer");
    for (int i = 0;; ++i) {
        live::OutputChoice choice = options_.output;
        // After a while any device will do.
        if (i > 4 || !retired) choice.device.clear();
        try {
            output_ = live::openOutput(choice);
            if (!recorder_)
                player_.setOutput(output_->sampleRate(), engineLatency(options_, *output_));
            player_.prepare(2000);
            output_->start(source_);
            break;
        } catch (const Error& error) {
            output_.reset();
            if (i >= tries || interrupted()) {
                output_ = live::openOutput({"null", options_.latency, 0, std::nullopt, false});
                throw Error(ExitCode::Device,
                            fmt::format("device '{}' has gone: {}", gone, error.what()));
            }
        }
        std::this_thread::sleep_for(kReopenPause);
    }
    ++reopened_;
    terminal_.tell(fmt::format("arioso: plays on by '{}'", output_->name()));
}

void PlaySession::watchDevice() {
    if (!output_->alive()) reopen();
}

void PlaySession::suspend() {
    change({{"pause", true}});
    std::this_thread::sleep_for(milliseconds(30));
    output_->stop();
    terminal_.release();
    suspendNow();
    terminal_.acquire();
    output_->start(source_);
    change({{"pause", false}});
}

void PlaySession::fadeOut() {
    change({{"stop", true}});
    for (int i = 0; i < 100 && player_.position().finished == 0; ++i)
        std::this_thread::sleep_for(milliseconds(5));
}

void PlaySession::run() {
    catchSuspend();
    while (!player_.prepare(50))
        if (interrupted()) throw Error(ExitCode::Interrupted, "interrupted");
    output_->start(source_);
    began_ = steady_clock::now();
    if (terminal_.readsKeys() && terminal_.showsStatus())
        terminal_.tell(options_.follow ? kFollowHelp : kHelp);
    while (position_.finished == 0) {
        if (!inTime(milliseconds(100))) {
            fadeOut();
            break;
        }
        if (takeSuspend()) suspend();
        watchDevice();
        showStatus();
    }
    position_ = player_.position();
    // What the device still holds is heard before it closes.
    if (output_->paced())
        std::this_thread::sleep_for(
            std::chrono::duration<double>(std::min(1.0, output_->latency())));
    if (!output_->paced()) output_->finish();
    output_->stop();
    terminal_.release();
    if (recorder_) {
        const std::string failure = recorder_->finish();
        if (!failure.empty()) throw Error(ExitCode::Output, failure);
    }
    if (interrupted()) throw Error(ExitCode::Interrupted, "interrupted");
}

double PlaySession::firstSound(steady_clock::time_point start) const {
    return std::chrono::duration<double>(began_ - start).count() + output_->latency();
}

json PlaySession::report() const {
    return {{"device", output_->name()},
            {"sample_rate", output_->sampleRate()},
            {"device_latency", output_->latency()},
            {"stream_seconds", position_.stream_seconds},
            {"underruns", position_.underruns},
            {"missed_seconds", position_.missed},
            {"lead_seconds_least", shortestLead_ > 1e8 ? json(nullptr) : json(shortestLead_)},
            {"lead_seconds_most", longestLead_},
            {"render_speed", position_.render_speed},
            {"render_load", position_.render_load},
            {"devices_reopened", reopened_}};
}

}  // namespace arioso::cli
