#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/engine_library.h"
#include "src/cli/interrupt.h"
#include "src/cli/models_folder.h"
#include "src/cli/play_session.h"
#include "src/cli/request_flags.h"
#include "src/cli/score_output.h"
#include "src/cli/score_provenance.h"
#include "src/live/devices.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "src/synth/data_folder.h"
#include "src/synth/provenance.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A score may take its time; fingers feel more than a hundredth of a second.
constexpr double kScoreMs = 60.0;
constexpr double kKeysMs = 10.0;

struct PlayFlags : RequestFlags {
    PlayOptions options;
    std::optional<double> latencyMs;
    std::string follow;
    bool loop = false;
    bool json = false;
    bool endless = false;
    std::string mood;
    std::string style;
    std::string key;
    std::string metre;
    std::string instruments;
    std::optional<double> density;
    bool drums = false;
    std::string saveScore;
};

/// What the composer is to write, as the player's "endless" takes it.
nlohmann::json wishOf(const PlayFlags& flags, RenderRequest& request) {
    nlohmann::json wish = nlohmann::json::object();
    if (!flags.mood.empty()) wish["mood"] = flags.mood;
    if (!flags.style.empty()) wish["style"] = flags.style;
    if (!flags.key.empty()) wish["key"] = flags.key;
    if (!flags.metre.empty()) wish["metre"] = flags.metre;
    if (!flags.instruments.empty()) wish["instruments"] = flags.instruments;
    if (flags.density) wish["density"] = *flags.density;
    if (flags.drums) wish["drums"] = true;
    // A number is the composer's tempo; a percentage stays one of what it writes.
    if (!request.tempo.empty() && request.tempo.back() != '%') {
        try {
            wish["tempo"] = std::stod(request.tempo);
        } catch (const std::exception&) {
            throw Error(
                ExitCode::Usage,
                fmt::format("tempo: expected quarter notes a minute, found '{}'", request.tempo));
        }
        request.tempo.clear();
    }
    return wish;
}

/// What was played, in the format that the file's name asks for. What hands have played on keys
/// says nothing of itself.
void saveScore(const PlayerLibrary& player, const PlayFlags& flags, const json& made,
               const json& settings) {
    const std::string& path = flags.saveScore;
    const ScoreKind kind = scoreKindOf(path);
    std::string bytes;
    if (kind == ScoreKind::Midi) {
        bytes = player.midiFile();
    } else {
        bytes = player.score();
        if (kind != ScoreKind::MusicXml)
            bytes = scoreBytes(readMusicXml(std::as_bytes(std::span(bytes)), path), kind);
    }
    if (flags.follow.empty()) {
        const json& played = made.at("request");
        json request = {{"seed", played.at("seed")}};
        std::vector<fs::path> inputs;
        std::vector<std::string> models;
        if (flags.endless) {
            request["endless"] = settings.at("endless");
            models = {"statistics", "marks"};
        } else {
            inputs.emplace_back(played.at("score").get<std::string>());
        }
        const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder) / "composer";
        bytes =
            withProvenance(bytes, kind, scoreProvenance("play", request, inputs, folder, models));
    }
    writeFileAtomically(path, bytes.data(), bytes.size());
}

PlayOptions optionsOf(const PlayFlags& flags, const RenderRequest& request,
                      const fs::path& dataFolder) {
    PlayOptions options = flags.options;
    options.follow = !flags.follow.empty();
    options.latency = flags.latencyMs.value_or(options.follow ? kKeysMs : kScoreMs) / 1000.0;
    options.output.latency = options.latency;
    options.output.overwrite = flags.force;
    options.overwrite = flags.force;
    // A device plays at its own rate unless the user asks for another; files as render writes them.
    const bool file = options.output.device == "-" || options.output.device.starts_with("file:");
    if (flags.values.contains("sample-rate") || file)
        options.output.sampleRate = request.sampleRate;
    if (options.midiMap.empty())
        options.midiMap = (dataFolder / "configs" / "midi-control.toml").string();
    return options;
}

/// What a recording says of itself: what a render of the same would, and what composed it. Changes
/// made while it plays are not in it.
dsp::AudioTags recordingTags(const PlayFlags& flags, const json& made, const json& settings) {
    RenderRequest request = requestFromJson(made.at("request"), "request");
    json report = {{"version", ARIOSO_VERSION},
                   {"title", flags.endless ? "Endless music" : "Keys"},
                   {"models", made.at("models")}};
    if (flags.endless || !flags.follow.empty())
        request.score.clear();
    else
        report["title"] = readScore(request.score).title;
    const fs::path folder = findModelsFolder(flags.modelsFolder, flags.dataFolder);
    json document = provenanceOf(request, report, {folder, folder / "voices"});
    document["command"] = "play";
    if (!flags.follow.empty()) document["request"]["follow"] = flags.follow;
    if (flags.endless) {
        const json composed =
            scoreProvenance("play", {}, {}, folder / "composer", {"statistics", "marks"});
        document["request"]["endless"] = settings.at("endless");
        for (const char* field : {"models", "data"})
            for (const json& entry : composed.at(field)) document[field].push_back(entry);
    }
    return tagsOf(document);
}

/// One of the three things that can be played.
void demandOne(const PlayFlags& flags, const RenderRequest& request) {
    std::vector<std::string> found;
    if (!request.score.empty()) found.emplace_back("a score");
    if (flags.endless) found.emplace_back("--endless");
    if (!flags.follow.empty()) found.emplace_back("--follow");
    if (found.size() == 1) return;
    throw Error(ExitCode::Usage,
                fmt::format("play: expected a score, --endless or --follow, found {}",
                            found.empty() ? "none" : fmt::format("{}", fmt::join(found, " and "))));
}

void play(const PlayFlags& flags) {
    const auto start = std::chrono::steady_clock::now();
    const fs::path dataFolder = findDataFolder(flags.dataFolder);
    RenderRequest request = resolveRequest(flags, dataFolder);
    // A mark says which document a sound has; streams have none.
    request.watermark = "off";
    demandOne(flags, request);
    json settings = json::object();
    if (!flags.follow.empty()) {
        settings["follow"] = flags.follow;
        request.score = "keys";
    }
    if (flags.endless) {
        settings["endless"] = wishOf(flags, request);
        request.score = "endless";
    }
    validate(request);
    if (!flags.saveScore.empty()) {
        const ScoreKind kind = scoreKindOf(flags.saveScore);
        if (!flags.follow.empty() && kind != ScoreKind::Midi)
            throw Error(ExitCode::Usage,
                        fmt::format("save-score: expected a .mid file for what is played on keys, "
                                    "whose times no notation holds, found '{}'",
                                    flags.saveScore));
        checkOutput(flags.saveScore, flags.force);
    }
    PlayOptions options = optionsOf(flags, request, dataFolder);
    catchInterrupts();
    // Whoever reads the environment while another thread adds to it may crash.
    prepareTensorLibraries();
    live::prepareSoundSystem();
    // The engine loads while the sound system is asked for its devices.
    auto loading = std::async(std::launch::async, [&] {
        return std::make_unique<EngineLibrary>(flags.modelsFolder, dataFolder);
    });
    auto output = live::openOutput(options.output);
    request.sampleRate = output->sampleRate();
    const bool paced = output->paced();
    const auto engine = loading.get();
    json made;
    settings["latency"] = engineLatency(options, *output);
    if (!options.follow) {
        settings["loop"] = flags.loop;
        settings["keep_time"] = paced;
    }
    PlayerLibrary player(*engine, toJson(request), settings, made);
    if (!options.quiet)
        for (const auto& line : made.at("remarks"))
            fmt::print(stderr, "arioso: note: {}\n", line.get<std::string>());
    if (!options.record.empty() && request.tags)
        options.tags = recordingTags(flags, made, settings);
    json report;
    double first = 0.0;
    std::exception_ptr interrupted;
    {
        PlaySession session(player, std::move(output),
                            made.at("parts").get<std::vector<std::string>>(), options);
        try {
            session.run();
        } catch (const Error& error) {
            if (error.code() != ExitCode::Interrupted) throw;
            // Ctrl-C is how most performances end: what was to be saved is saved all the same.
            interrupted = std::current_exception();
        }
        report = session.report();
        first = session.firstSound(start);
        if (!flags.saveScore.empty()) saveScore(player, flags, made, settings);
    }
    report["first_sound_seconds"] = first;
    if (options.follow)
        report["key_to_sound_seconds"] =
            options.latency + report.at("device_latency").get<double>();
    report["request"] = made.at("request");
    if (!flags.saveRequest.empty()) {
        json saved = made;
        saved["version"] = ARIOSO_VERSION;
        // A stream says nothing of itself; rendered again, it is the same file.
        saved["request"]["tags"] = false;
        saveRequest(flags.saveRequest, saved, flags.force);
    }
    if (flags.json) {
        fmt::print(options.output.device == "-" ? stderr : stdout, "{}\n", report.dump(2));
    } else if (!options.quiet) {
        fmt::print(
            stderr, "arioso: {:.1f} s played by '{}', first sound after {:.2f} s, underruns {}\n",
            report.at("stream_seconds").get<double>(), report.at("device").get<std::string>(),
            first, report.at("underruns").get<std::int64_t>());
    }
    if (interrupted) std::rethrow_exception(interrupted);
}

}  // namespace

void addPlayCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("play", "Play a score, now");
    const auto flags = std::make_shared<PlayFlags>();
    addRequestOptions(*command, flags);
    command
        ->add_option("--device", flags->options.output.device,
                     "a device of arioso devices: its index, a part of its name that no other has, "
                     "or index:api:name; null (nobody listens), file:PATH, - for WAV on standard "
                     "output (default: the system's)")
        ->type_name("DEVICE");
    command
        ->add_option("--latency", flags->latencyMs,
                     "milliseconds of the device, and once more of the engine (default 60; 10 with "
                     "--follow)")
        ->type_name("MS")
        ->check(CLI::Range(3.0, 5000.0));
    command
        ->add_option("--block-size", flags->options.output.blockSize,
                     "frames the device asks for at a time (default: its own)")
        ->type_name("FRAMES")
        ->check(CLI::Range(16U, 65536U));
    command
        ->add_option("--follow", flags->follow,
                     "instead of a score, play a MIDI keyboard (--midi says which) through this "
                     "instrument: an id of configs/instruments.toml, a General MIDI number or name")
        ->type_name("INSTRUMENT");
    command->add_flag("--endless", flags->endless,
                      "compose and play for ever instead of a score; key, tempo and instruments "
                      "go by the mood unless given");
    command
        ->add_option("--mood", flags->mood,
                     "of composed music: a name of configs/moods.toml or valence,arousal (default "
                     "calm)")
        ->type_name("MOOD");
    command
        ->add_option("--style", flags->style,
                     "of composed music: a name of configs/styles.toml (arioso compose "
                     "--list-styles)")
        ->type_name("NAME");
    command->add_option("--key", flags->key, "of composed music, e.g. \"D minor\"")
        ->type_name("KEY");
    command->add_option("--metre", flags->metre, "of composed music, e.g. 3/4")->type_name("M/N");
    command
        ->add_option("--instruments", flags->instruments,
                     "of composed music, by comma: melody first, bass last")
        ->type_name("LIST");
    command->add_option("--density", flags->density, "of composed music, 0 (few notes) to 1")
        ->type_name("X");
    command->add_flag("--drums", flags->drums, "with drums, in composed music");
    command
        ->add_option("--save-score", flags->saveScore,
                     "at the end, write what was played: .musicxml, .mxl, .mid or .abc")
        ->type_name("FILE");
    command->add_flag("--loop", flags->loop, "begin again at the end, or at --to");
    command->add_option("--record", flags->options.record, "also write what is heard to FILE")
        ->type_name("FILE");
    command->add_flag("!--no-tags", flags->request.tags,
                      "do not write into it what it was made of");
    command
        ->add_option("--osc", flags->options.osc,
                     "listen to Open Sound Control: PORT of this machine alone, or ADDRESS:PORT")
        ->type_name("PORT");
    command
        ->add_option(
            "--midi", flags->options.midi,
            "listen to a MIDI controller, or play it with --follow: its number or a part of "
            "its name")
        ->type_name("INPUT");
    command
        ->add_option("--midi-map", flags->options.midiMap,
                     "what its controllers and keys do (default: configs/midi-control.toml)")
        ->type_name("FILE");
    command->add_flag("--stdin-control", flags->options.stdinControl,
                      "changes from standard input, a JSON object a line");
    command->add_flag("--json", flags->json, "report as JSON on standard output");
    command->add_flag("-q,--quiet", flags->options.quiet, "nothing but errors");
    command->callback([flags] { play(*flags); });
}

}  // namespace arioso::cli
