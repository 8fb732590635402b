#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "dsp/error.h"
#include "src/cli/c2pa_signing.h"
#include "src/cli/commands.h"
#include "src/cli/engine_library.h"
#include "src/cli/interrupt.h"
#include "src/cli/lyrics_report.h"
#include "src/cli/progress_bar.h"
#include "src/cli/request_flags.h"
#include "src/cli/show_pictures.h"
#include "src/cli/standard_output.h"
#include "src/score/reader.h"
#include "src/score/repeat_mode.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;

struct RenderFlags : RequestFlags {
    bool lyricsReport = false;
    bool json = false;
    bool quiet = false;
    C2paFlags c2pa;
};

std::string summary(const nlohmann::json& report, double seconds) {
    const double length = report.at("seconds").get<double>();
    std::string line = fmt::format("{}: {} of music in {} ({:.1f} x real time), seed {}",
                                   report.at("output").get<std::string>(), clockTime(length),
                                   clockTime(seconds), length / std::max(seconds, 1e-3),
                                   report.at("request").at("seed").get<std::uint64_t>());
    if (const auto& loudness = report.at("loudness_lufs"); loudness.is_number())
        line += fmt::format(", {:.1f} LUFS", loudness.get<double>());
    return line;
}

/// Before the render, so that a text can be mended without waiting for one.
void tellLyrics(const RenderRequest& request) {
    ReadOptions options(parseRepeatMode(request.repeats));
    if (request.tune != 0) options.tune = request.tune;
    Score score = readScore(request.score, options);
    layLyricsOf(request.lyrics, request.language, score);
    for (const std::string& line : lyricsReportOf(score)) fmt::print(stderr, "{}\n", line);
}

void render(const RenderFlags& flags) {
    const auto start = std::chrono::steady_clock::now();
    const fs::path dataFolder = findDataFolder(flags.dataFolder);
    RenderRequest request = resolveRequest(flags, dataFolder);
    // The last stage is the stems; the pictures of what is sung are drawn from them.
    if (!request.dump.empty() && request.stems.empty()) request.stems = request.dump;
    if (request.score.empty()) throw Error(ExitCode::Usage, "render: no score is named");
    if (request.output.empty())
        throw Error(ExitCode::Usage, "render: no output is named (-o OUT.wav)");
    validate(request);
    if (!flags.saveRequest.empty() && !flags.force && fs::exists(flags.saveRequest))
        throw Error(ExitCode::Output,
                    fmt::format("{}: exists already (--force replaces it)", flags.saveRequest));
    const C2paSigning signing(flags.c2pa, request.output, request.format);
    if (flags.lyricsReport) tellLyrics(request);
    std::unique_ptr<StandardOutput> pipe;
    if (request.output == "-") {
        pipe = std::make_unique<StandardOutput>();
        request.output = pipe->file().string();
        if (request.format.empty()) request.format = "wav24";
    }
    catchInterrupts();
    ProgressBar bar(flags.quiet);
    EngineLibrary::Callbacks callbacks;
    callbacks.progress = [&bar](const std::string& stage, double fraction, double audioSeconds) {
        bar.update(stage, fraction, audioSeconds);
    };
    callbacks.message = [&](const std::string& line) {
        bar.clear();
        if (!flags.quiet) fmt::print(stderr, "arioso: note: {}\n", line);
    };
    callbacks.cancelled = interrupted;
    EngineLibrary engine(flags.modelsFolder, dataFolder);
    nlohmann::json report = engine.render(request, callbacks);
    bar.clear();
    signing.sign(request.output, request.provenance);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    if (pipe) {
        pipe->send();
        report["output"] = "-";
        report["request"]["output"] = "-";
    }
    if (!request.dump.empty()) drawDumpedStems(request.dump, report);
    if (!flags.saveRequest.empty()) saveRequest(flags.saveRequest, report, flags.force);
    report["render_seconds"] = spent.count();
    std::FILE* out = pipe ? stderr : stdout;
    if (flags.json) {
        fmt::print(out, "{}\n", report.dump(2));
    } else if (!flags.quiet) {
        fmt::print(out, "{}\n", summary(report, spent.count()));
    }
}

}  // namespace

void addRenderCommand(CLI::App& program) {
    CLI::App* command = program.add_subcommand("render", "Render a score to an audio file");
    const auto flags = std::make_shared<RenderFlags>();
    addRequestOptions(*command, flags);
    command
        ->add_option("-o,--output", flags->request.output,
                     "audio file to write, - for standard output")
        ->type_name("OUT");
    command->add_flag("--lyrics-report", flags->lyricsReport,
                      "first tell on standard error which note each syllable falls on");
    command
        ->add_option("--stems", flags->request.stems,
                     "also write every part, and the reverb, to DIR")
        ->type_name("DIR");
    command
        ->add_option(
            "--dump", flags->request.dump,
            "write every stage to DIR: performance, latents, mels, samples, stems, pictures")
        ->type_name("DIR");
    command
        ->add_option("--provenance", flags->request.provenance,
                     "keep in FILE what proves where the sound comes from: see arioso verify")
        ->type_name("FILE");
    command
        ->add_option(
            "--watermark", flags->watermark,
            "an inaudible mark by which arioso verify knows the sound: public (everyone can "
            "read it), a file with a secret (who has it can), or off (default)")
        ->type_name("public|FILE|off");
    command->add_flag("!--no-tags", flags->request.tags,
                      "the audio file does not say what it was made of");
    addC2paOptions(*command, flags->c2pa);
    command->add_flag("--json", flags->json, "report as JSON on standard output");
    command->add_flag("-q,--quiet", flags->quiet, "nothing but errors");
    command->callback([flags] { render(*flags); });
}

}  // namespace arioso::cli
