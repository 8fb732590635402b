#include <fmt/format.h>

#include <chrono>
#include <future>
#include <memory>

#include "dsp/error.h"
#include "src/cli/commands.h"
#include "src/cli/engine_library.h"
#include "src/cli/interrupt.h"
#include "src/cli/play_session.h"
#include "src/cli/request_flags.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct PlayFlags : RequestFlags {
    PlayOptions options;
    double latencyMs = 60.0;
    bool loop = false;
    bool json = false;
};

PlayOptions optionsOf(const PlayFlags& flags, const RenderRequest& request,
                      const fs::path& dataFolder) {
    PlayOptions options = flags.options;
    options.latency = flags.latencyMs / 1000.0;
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

void play(const PlayFlags& flags) {
    const auto start = std::chrono::steady_clock::now();
    const fs::path dataFolder = findDataFolder(flags.dataFolder);
    RenderRequest request = resolveRequest(flags, dataFolder);
    if (request.score.empty()) throw Error(ExitCode::Usage, "play: no score is named");
    validate(request);
    const PlayOptions options = optionsOf(flags, request, dataFolder);
    catchInterrupts();
    // The engine loads while the sound system is asked for its devices.
    auto loading = std::async(std::launch::async, [&] {
        return std::make_unique<EngineLibrary>(flags.modelsFolder, dataFolder);
    });
    auto output = live::openOutput(options.output);
    request.sampleRate = output->sampleRate();
    const bool paced = output->paced();
    const auto engine = loading.get();
    json made;
    PlayerLibrary player(*engine, toJson(request),
                         {{"latency", std::max(0.02, options.latency)},
                          {"loop", flags.loop},
                          {"keep_time", paced}},
                         made);
    if (!options.quiet)
        for (const auto& line : made.at("remarks"))
            fmt::print(stderr, "arioso: note: {}\n", line.get<std::string>());
    json report;
    double first = 0.0;
    {
        PlaySession session(player, std::move(output),
                            made.at("parts").get<std::vector<std::string>>(), options);
        session.run();
        report = session.report();
        first = session.firstSound(start);
    }
    report["first_sound_seconds"] = first;
    report["request"] = made.at("request");
    if (!flags.saveRequest.empty()) {
        json saved = made;
        saved["version"] = ARIOSO_VERSION;
        saveRequest(flags.saveRequest, saved, flags.force);
    }
    if (flags.json) {
        fmt::print(options.output.device == "-" ? stderr : stdout, "{}\n", report.dump(2));
    } else if (!options.quiet) {
        fmt::print(stderr, "arioso: {:.1f} s played by '{}', first sound after {:.2f} s, underruns {}\n",
                   report.at("stream_seconds").get<double>(),
                   report.at("device").get<std::string>(), first,
                   report.at("underruns").get<std::int64_t>());
    }
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
                     "milliseconds of the device, and once more of the engine (default 60)")
        ->type_name("MS")
        ->check(CLI::Range(5.0, 5000.0));
    command
        ->add_option("--block-size", flags->options.output.blockSize,
                     "frames the device asks for at a time (default: its own)")
        ->type_name("FRAMES")
        ->check(CLI::Range(16U, 65536U));
    command->add_flag("--loop", flags->loop, "begin again at the end, or at --to");
    command
        ->add_option("--record", flags->options.record, "also write what is heard to FILE")
        ->type_name("FILE");
    command
        ->add_option("--osc", flags->options.osc,
                     "listen to Open Sound Control: PORT of this machine alone, or ADDRESS:PORT")
        ->type_name("PORT");
    command
        ->add_option("--midi", flags->options.midi,
                     "listen to a MIDI controller: its number or a part of its name")
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
