#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
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
    for (const AffectWindow& window : curve)
        windows.push_back({{"from", score.measures[window.firstBar].number},
                           {"to", score.measures[window.firstBar + window.bars - 1].number},
                           {"bars", window.bars},
                           {"valence", window.affect.valence},
                           {"arousal", window.affect.arousal},
                           {"mood", nearest(moods, window.affect).name}});
    return {{"file", flags.file},
            {"valence", whole.valence},
            {"arousal", whole.arousal},
            {"mood", nearest(moods, whole).name},
            {"why", why},
            {"window_bars", flags.window},
            {"curve", std::move(windows)}};
}

void affect(const AffectFlags& flags) {
    if (isSoundFile(flags.file))
        throw Error(ExitCode::Input,
                    flags.file +
                        ": expected a score, found a recording, and moods were learnt from "
                        "scores alone (arioso features measures recordings)");
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
    const NamedMood& mood = nearest(moods, whole);
    fmt::print("{}: valence {:+.2f}, arousal {:+.2f}; nearest mood: {} ({})\n", flags.file,
               whole.valence, whole.arousal, mood.name, mood.meaning);
    fmt::print("\n{:<38} {:>8} {:>8}\n", "why", "valence", "arousal");
    for (std::size_t i = 0; i < std::min(kReasonsTold, whole.reasons.size()); ++i) {
        const AffectReason& one = whole.reasons[i];
        fmt::print("  {:<36} {:>+8.2f} {:>+8.2f}   {}\n", affectFeatureList()[one.feature].meaning,
                   one.valence, one.arousal, valueOf(one));
    }
    fmt::print("\n{:<10} {:>7}  {:<17} {:>8}  {:<17}\n", "bars", "valence", "-1      0       +1",
               "arousal", "-1      0       +1");
    for (const AffectWindow& window : curve)
        fmt::print("{:<10} {:>+7.2f}  {:<17} {:>+8.2f}  {:<17}  {}\n", barsOf(score, window),
                   window.affect.valence, bar(window.affect.valence), window.affect.arousal,
                   bar(window.affect.arousal), nearest(moods, window.affect).name);
}

}  // namespace

void addAffectCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "affect", "Estimate how pleasant and how excited a score sounds, whole and over its bars");
    const auto flags = std::make_shared<AffectFlags>();
    command->add_option("file", flags->file, "MusicXML, MuseScore, MIDI or ABC file")
        ->type_name("SCORE")
        ->required();
    command->add_option("--window", flags->window, "bars of each point of the curve (default 4)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    addTuneOption(*command, flags->tune);
    addFolderOptions(*command, flags->modelsFolder, flags->dataFolder);
    command->add_flag("--json", flags->json, "as JSON, with what every feature adds");
    command->callback([flags] { affect(*flags); });
}

}  // namespace arioso::cli
