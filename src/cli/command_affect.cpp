#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
#include "src/affect/sound_affect.h"
#include "src/cli/commands.h"
#include "src/cli/common_options.h"
#include "src/cli/file_kind.h"
#include "src/cli/models_folder.h"
#include "src/compose/moods.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kReasonsTold = 5;

struct AffectFlags {
    std::string file;
    int window = 4;
    double seconds = SoundAffectModel::kSeconds;
    int tune = 0;
    bool json = false;
    std::string modelsFolder;
    std::string dataFolder;
};

const NamedMood& nearest(const MoodTable& moods, const Affect& affect) {
    if (moods.all().empty()) throw Error(ExitCode::Input, "configs/moods.toml: names no moods");
    return *std::min_element(moods.all().begin(), moods.all().end(),
                             [&](const NamedMood& a, const NamedMood& b) {
                                 const auto distance = [&](const NamedMood& mood) {
                                     return std::hypot(mood.steering.valence - affect.valence,
                                                       mood.steering.arousal - affect.arousal);
                                 };
                                 return distance(a) < distance(b);
                             });
}

std::string barsOf(const Score& score, const AffectWindow& window) {
    const std::string& from = score.measures[window.firstBar].number;
    const std::string& to = score.measures[window.firstBar + window.bars - 1].number;
    return from == to ? from : from + "-" + to;
}

/// The tempo is fitted as a logarithm, and nobody reads those.
std::string valueOf(const AffectReason& reason) {
    if (std::isnan(reason.value)) return "not said";
    const std::string unit = affectFeatureList()[reason.feature].unit;
    if (unit.starts_with("log2"))
        return fmt::format("{:.4g}{}", std::exp2(reason.value), unit.substr(4));
    if (unit == "share of bars" || unit == "share of notes" || unit == "share of intervals" ||
        unit == "share of quarters")
        return fmt::format("{:.0f} %{}", 100.0 * reason.value, unit.substr(5));
    return fmt::format("{:.3g} {}", reason.value, unit);
}

/// A place on a line of so many characters from -1 to 1.
std::string bar(double value) {
    constexpr int kHalf = 8;
    std::string out(2 * kHalf + 1, '.');
    out[kHalf] = '|';
    out[static_cast<std::size_t>(kHalf + std::lround(value * kHalf))] = 'o';
    return out;
}

json placeJson(const MoodTable& moods, const Affect& affect) {
    return {{"valence", affect.valence},
            {"arousal", affect.arousal},
            {"mood", nearest(moods, affect).name}};
}

json toJson(const AffectFlags& flags, const Score& score, const MoodTable& moods,
            const Affect& whole, const std::vector<AffectWindow>& curve) {
    json why = json::array();
    for (const AffectReason& one : whole.reasons)
        why.push_back({{"feature", affectFeatureList()[one.feature].name},
                       {"unit", affectFeatureList()[one.feature].unit},
                       {"value", std::isnan(one.value) ? json() : json(one.value)},
                       {"valence", one.valence},
                       {"arousal", one.arousal}});
    json windows = json::array();
    for (const AffectWindow& window : curve) {
        json point = placeJson(moods, window.affect);
        point.update({{"from", score.measures[window.firstBar].number},
                      {"to", score.measures[window.firstBar + window.bars - 1].number},
                      {"bars", window.bars}});
        windows.push_back(std::move(point));
    }
    json out = placeJson(moods, whole);
    out.update({{"file", flags.file},
                {"why", std::move(why)},
                {"window_bars", flags.window},
                {"curve", std::move(windows)}});
    return out;
}

std::string clock(double seconds) {
    const auto whole = static_cast<int>(std::lround(seconds));
    return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// Reasons of columns that mean the same to a listener, the weightiest first.
std::vector<std::pair<std::string, AffectReason>> grouped(const Affect& affect) {
    const std::vector<std::string> columns = SoundAffectModel::columns();
    std::vector<std::pair<std::string, AffectReason>> out;
    for (const AffectReason& one : affect.reasons) {
        const std::string meaning = meaningOf(columns[one.feature]);
        const auto found = std::ranges::find(out, meaning, &decltype(out)::value_type::first);
        if (found == out.end()) {
            out.emplace_back(meaning, one);
        } else {
            found->second.valence += one.valence;
            found->second.arousal += one.arousal;
        }
    }
    std::ranges::stable_sort(out, [](const auto& a, const auto& b) {
        return std::hypot(a.second.valence, a.second.arousal) >
               std::hypot(b.second.valence, b.second.arousal);
    });
    return out;
}

json toJson(const AffectFlags& flags, const MoodTable& moods, const Affect& whole,
            const std::vector<SoundAffectWindow>& curve) {
    json why = json::array();
    for (const auto& [meaning, one] : grouped(whole))
        why.push_back({{"feature", meaning}, {"valence", one.valence}, {"arousal", one.arousal}});
    json windows = json::array();
    for (const SoundAffectWindow& window : curve) {
        json point = placeJson(moods, window.affect);
        point.update({{"from", window.from}, {"to", window.to}});
        windows.push_back(std::move(point));
    }
    json out = placeJson(moods, whole);
    out.update({{"file", flags.file},
                {"why", std::move(why)},
                {"window_seconds", flags.seconds},
                {"curve", std::move(windows)}});
    return out;
}

void printHead(const AffectFlags& flags, const MoodTable& moods, const Affect& whole) {
    const NamedMood& mood = nearest(moods, whole);
    fmt::print("{}: valence {:+.2f}, arousal {:+.2f}; nearest mood: {} ({})\n", flags.file,
               whole.valence, whole.arousal, mood.name, mood.meaning);
    fmt::print("\n{:<38} {:>8} {:>8}\n", "why", "valence", "arousal");
}

void printScale(const std::string& what) {
    fmt::print("\n{:<10} {:>7}  {:<17} {:>8}  {:<17}\n", what, "valence", "-1      0       +1",
               "arousal", "-1      0       +1");
}

void printPoint(const std::string& where, const MoodTable& moods, const Affect& affect) {
    fmt::print("{:<10} {:>+7.2f}  {:<17} {:>+8.2f}  {:<17}  {}\n", where, affect.valence,
               bar(affect.valence), affect.arousal, bar(affect.arousal),
               nearest(moods, affect).name);
}

void affectOfSound(const AffectFlags& flags) {
    const dsp::LoadedAudio sound = dsp::readAudioFile(flags.file);
    const MoodTable moods =
        MoodTable::load(findDataFolder(flags.dataFolder) / "configs/moods.toml");
    const SoundAffectModel model =
        SoundAffectModel::load(findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer");
    std::vector<std::span<const float>> channels;
    for (int c = 0; c < sound.buffer.channels(); ++c) channels.push_back(sound.buffer.channel(c));
    const std::vector<SoundAffectWindow> curve =
        model.curve(channels, sound.sampleRate, flags.seconds);
    if (curve.empty())
        throw Error(ExitCode::Input, flags.file + ": expected a sound, found silence");
    const Affect whole = SoundAffectModel::whole(curve);
    if (flags.json)
        return fmt::print(
            "{}\n",
            toJson(flags, moods, whole, curve).dump(2, ' ', false, json::error_handler_t::replace));
    printHead(flags, moods, whole);
    const auto reasons = grouped(whole);
    for (std::size_t i = 0; i < std::min(kReasonsTold, reasons.size()); ++i)
        fmt::print("  {:<36} {:>+8.2f} {:>+8.2f}\n", reasons[i].first, reasons[i].second.valence,
                   reasons[i].second.arousal);
    printScale("time");
    for (const SoundAffectWindow& window : curve)
        printPoint(clock(window.from) + "-" + clock(window.to), moods, window.affect);
}

void affect(const AffectFlags& flags) {
    if (isSoundFile(flags.file)) return affectOfSound(flags);
    ReadOptions options(RepeatMode::None);
    if (flags.tune != 0) options.tune = flags.tune;
    const Score score = readScore(flags.file, options);
    const auto data = findDataFolder(flags.dataFolder);
    const MoodTable moods = MoodTable::load(data / "configs/moods.toml");
    const AffectModel model =
        AffectModel::load(findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer");
    Affect whole;
    try {
        whole = model.estimate(score);
    } catch (const Error& error) {
        throw Error(error.code(), flags.file + ": " + error.what());
    }
    const std::vector<AffectWindow> curve =
        model.curve(score, static_cast<std::size_t>(flags.window));
    if (flags.json)
        return fmt::print("{}\n", toJson(flags, score, moods, whole, curve)
                                      .dump(2, ' ', false, json::error_handler_t::replace));
    printHead(flags, moods, whole);
    for (std::size_t i = 0; i < std::min(kReasonsTold, whole.reasons.size()); ++i) {
        const AffectReason& one = whole.reasons[i];
        fmt::print("  {:<36} {:>+8.2f} {:>+8.2f}   {}\n", affectFeatureList()[one.feature].meaning,
                   one.valence, one.arousal, valueOf(one));
    }
    printScale("bars");
    for (const AffectWindow& window : curve)
        printPoint(barsOf(score, window), moods, window.affect);
}

}  // namespace

void addAffectCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("affect",
                                               "Estimate how pleasant and how excited a score or a "
                                               "recording sounds, whole and over its time");
    const auto flags = std::make_shared<AffectFlags>();
    command
        ->add_option("file", flags->file,
                     "MusicXML, MuseScore, MIDI or ABC file, or a recording (WAV, FLAC, Ogg)")
        ->type_name("FILE")
        ->required();
    command
        ->add_option("--window", flags->window, "bars of each point of a score's curve (default 4)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    command
        ->add_option("--seconds", flags->seconds,
                     "seconds of each point of a recording's curve (default 15)")
        ->type_name("S")
        ->check(CLI::Range(2.0, 3600.0));
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON, with what every feature adds");
    command->callback([flags] { affect(*flags); });
}

}  // namespace arioso::cli
