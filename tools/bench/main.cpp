#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <thread>
#include <vector>

#include "dsp/audio_file.h"
#include "dsp/error.h"
#include "src/perform/performer.h"
#include "src/report/image.h"
#include "src/score/reader.h"
#include "tools/bench/child_process.h"
#include "tools/bench/first_sound.h"
#include "tools/bench/library_bench.h"
#include "tools/bench/report.h"
#include "tools/bench/torch_probe.h"
#include "tools/common/blas_env.h"
#include "tools/common/program.h"

namespace {

using namespace arioso;
namespace fs = std::filesystem;

/// The program in an installation (beside this one) or in a build tree.
fs::path findProgram() {
    const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
    const fs::path built = here.parent_path() / "bin" / "arioso";
    return fs::exists(built) ? built : here / "arioso";
}

struct Options {
    fs::path models;
    fs::path instrumentTable = ARIOSO_CONFIG_DIR "/instruments.toml";
    fs::path score = ARIOSO_SAMPLES_DIR "/when-the-saints-band.mid";
    fs::path program = findProgram();
    std::string instrument = "piano";
    int steps = 0;
    int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    double seconds = 1.0;
    bool firstSound = false;
    std::size_t library = 0;
    std::string json;
};

double medianHelp(const fs::path& program) {
    std::vector<double> times;
    for (int i = 0; i < 11; ++i) times.push_back(bench::runChild({program, "--help"}).seconds);
    std::ranges::sort(times);
    return times[times.size() / 2];
}

bench::FirstSound firstSound(const Options& options) {
    // A new process: start-up and the loading of the models are part of the wait.
    std::vector<std::string> arguments = {fs::read_symlink("/proc/self/exe"),
                                          "--first-sound",
                                          "--score",
                                          options.score,
                                          "--threads",
                                          std::to_string(options.threads),
                                          "--instrument-table",
                                          options.instrumentTable};
    if (!options.models.empty()) {
        arguments.insert(arguments.end(), {"--models", options.models});
    }
    const auto run = bench::runChild(arguments);
    if (run.status != 0) {
        throw Error(ExitCode::Processing,
                    fmt::format("the measurement of the first sound ended with {}", run.status));
    }
    return {run.firstOutput, run.peakMebibytes};
}

bench::RenderResult render(const Options& options) {
    const fs::path output =
        fs::temp_directory_path() / fmt::format("arioso-bench-{}.wav", getpid());
    std::vector<std::string> arguments = {options.program,
                                          "render",
                                          options.score,
                                          "-o",
                                          output,
                                          "--seed",
                                          "1",
                                          "--force",
                                          "--quiet",
                                          "--threads",
                                          std::to_string(options.threads)};
    if (!options.models.empty()) {
        arguments.insert(arguments.end(), {"--models-dir", options.models});
    }
    const auto run = bench::runChild(arguments);
    if (run.status != 0) {
        throw Error(ExitCode::Processing,
                    fmt::format("{} render ended with {}", options.program.string(), run.status));
    }
    const auto audio = dsp::readAudioFile(output);
    fs::remove(output);
    bench::RenderResult result;
    result.score = options.score.filename();
    result.parts = static_cast<int>(perform(readScore(options.score)).parts.size());
    result.threads = options.threads;
    result.audioSeconds = static_cast<double>(audio.buffer.frames()) / audio.sampleRate;
    result.seconds = run.seconds;
    result.peakMebibytes = run.peakMebibytes;
    return result;
}

bench::BenchReport measure(const Options& options) {
    bench::BenchReport report;
    report.processor = bench::processorName();
    report.cores = static_cast<int>(std::thread::hardware_concurrency());
    if (fs::exists(options.program)) {
        report.helpSeconds = medianHelp(options.program);
        report.render = render(options);
    } else {
        fmt::print(stderr, "arioso-bench: {} is not there: start-up and render are left out\n",
                   options.program.string());
    }
    report.firstSound = firstSound(options);
    const auto models = models::ModelSet::load(models::findModelFolder(options.models));
    models::prepareEngineThread();
    const auto table = InstrumentTable::load(options.instrumentTable);
    const Instrument* instrument = table.find(options.instrument);
    if (instrument == nullptr) {
        throw Error(ExitCode::Usage,
                    fmt::format("--instrument: no instrument '{}' in {}", options.instrument,
                                options.instrumentTable.string()));
    }
    report.steps = options.steps > 0 ? options.steps : models->defaultSteps();
    report.sgemmPeak = bench::sgemmPeak();
    report.stages =
        bench::measureStages(*models, *instrument, report.steps, options.seconds, report.sgemmPeak);
    return report;
}

int run(int argc, char** argv) {
    CLI::App app{
        "Measures how fast each stage is, what the machine could do, and how long one waits"};
    app.set_version_flag("--version", ARIOSO_VERSION);
    Options options;
    app.add_option("--models", options.models,
                   "Folder of the models (default: $ARIOSO_MODELS_DIR, then the shipped ones)");
    app.add_option("--score", options.score, "Score for the whole render")->capture_default_str();
    app.add_option("--arioso", options.program, "The program arioso (default: beside this one)");
    app.add_option("--instrument", options.instrument, "Instrument of the measured stem")
        ->capture_default_str();
    app.add_option("--instrument-table", options.instrumentTable, "Table of instruments (TOML)")
        ->capture_default_str();
    app.add_option("--steps", options.steps, "Generator steps; 0 = the models' default")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    app.add_option("--threads", options.threads, "Threads of the whole render")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("--seconds", options.seconds, "Time to spend on each stage")
        ->check(CLI::Range(0.01, 60.0))
        ->capture_default_str();
    app.add_option("--json", options.json, "Write the figures to this file");
    app.add_option("--library", options.library,
                   "Only measure `arioso originality` beside an index of so many made-up pieces")
        ->check(CLI::Range(1, 10'000'000));
    app.add_flag("--first-sound", options.firstSound,
                 "Only make the first sound of the score and say so");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    if (options.firstSound) {
        const int parts = bench::makeFirstSound(options.models, options.instrumentTable,
                                                options.score, options.threads);
        fmt::print("first sound of {} parts\n", parts);
        std::fflush(stdout);
        return 0;
    }
    if (options.library > 0) {
        const fs::path models = models::findModelFolder(options.models);
        fmt::print("{}", bench::text(bench::measureLibrary(options.library, models / "composer",
                                                           options.program, options.score)));
        return 0;
    }
    const auto report = measure(options);
    fmt::print("{}", bench::markdown(report));
    if (!options.json.empty()) {
        const std::string text = bench::json(report);
        writeFileAtomically(options.json, text.data(), text.size());
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    ensureBlasCoreType(argv);
    return runProgram("arioso-bench", [&] { return run(argc, argv); });
}
