#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "dsp/error.h"
#include "tools/train/commands/options.h"
#include "tools/train/config.h"
#include "tools/train/export.h"
#include "tools/train/loop.h"
#include "tools/train/model_folder.h"

namespace arioso::train {
namespace {

/// Networks that learn from scores rather than from sound.
bool learnsScores(const std::string& task) {
    return task == "composer" || task == "melody";
}

struct Arguments {
    RunSettings settings;
    std::filesystem::path config, out, run;
    std::string device;
    int threads = 0;
    std::int64_t steps = 0;
};

void addCommon(CLI::App* command, Arguments& a) {
    command->add_option("--device", a.device, "cpu or cuda [the run's own, else cpu]");
    command->add_option("--threads", a.threads, "CPU threads [the run's own, else 2]");
}

void addRunOptions(CLI::App* command, Arguments& a, const std::string& task) {
    command->add_option("--config", a.config, "settings, one of configs/train_*.toml");
    command->add_option("--out", a.out, "new folder of the run")->required();
    if (learnsScores(task)) {
        command->add_option("--scores", a.settings.corpora,
                            "folder of scores; may be given several times");
    } else {
        command->add_option("--corpus", a.settings.corpora,
                            "folder made by arioso-corpus; may be given several times");
        command->add_option("--vae", a.settings.vae, "weights of the VAE to build on");
        command->add_option("--instruments", a.settings.instruments, "instrument table")
            ->default_str("configs/instruments.toml");
    }
    command->add_option("--seed", a.settings.seed, "seed of the run")->capture_default_str();
    command->add_option("--steps", a.steps, "overrides train.steps");
    addCommon(command, a);
}

void apply(Arguments& a) {
    if (!a.config.empty()) a.settings.config = readConfig(a.config);
    if (a.steps > 0) a.settings.config["train"]["steps"] = a.steps;
    if (!a.device.empty()) a.settings.device = a.device;
    if (a.threads > 0) a.settings.threads = a.threads;
}

void requireCorpora(const RunSettings& settings, const std::string& task) {
    if (settings.corpora.empty())
        throw Error(ExitCode::Usage,
                    learnsScores(task) ? "--scores is required" : "--corpus is required");
}

void trainCommand(Arguments a, const std::string& task) {
    a.settings.task = task;
    if (a.config.empty()) a.config = "configs/train_" + task + ".toml";
    if (a.settings.instruments.empty()) a.settings.instruments = "configs/instruments.toml";
    apply(a);
    requireCorpora(a.settings, task);
    if (task == "generator" && a.settings.vae.empty()) {
        throw Error(ExitCode::Usage, "the generator needs --vae, the weights of a trained VAE");
    }
    startRun(a.settings, a.out);
}

void forkCommand(Arguments a, const std::string& task) {
    auto chosen = a.settings;
    const auto seed = a.settings.seed;
    const bool shipped = isModelFolder(a.run);
    if (!shipped && !std::filesystem::exists(a.run / "run.json")) {
        throw Error(ExitCode::Input, a.run.string() +
                                         ": neither a run nor models, expected run.json or "
                                         "manifest.json in it");
    }
    if (shipped && a.config.empty()) a.config = "configs/train_" + task + ".toml";
    a.settings = shipped ? settingsOfModels(a.run, task) : readRunSettings(a.run);
    if (!chosen.corpora.empty()) a.settings.corpora = chosen.corpora;
    if (!chosen.vae.empty()) a.settings.vae = chosen.vae;
    if (!chosen.instruments.empty()) a.settings.instruments = chosen.instruments;
    a.settings.seed = seed;
    requireCorpora(a.settings, task);
    const auto shape = a.settings.config.value("model", nlohmann::json::object());
    apply(a);
    if (shipped) {
        // What the settings are silent about is as the weights have it.
        auto& model = a.settings.config["model"];
        for (const auto& [key, value] : shape.items()) {
            if (!model.contains(key)) model[key] = value;
        }
    }
    startRun(a.settings, a.out,
             shipped ? weightsOf(a.run, task) : a.run / "checkpoint.safetensors");
}

void addExport(CLI::App& app) {
    const auto exported = std::make_shared<ExportSettings>();
    auto* command = app.add_subcommand("export", "write a model folder from finished runs");
    command->add_option("--vae", exported->vae, "run of the VAE");
    command->add_option("--generator", exported->generator, "run of the generator");
    command->add_option("--vocoder", exported->vocoder, "run of the vocoder");
    command->add_option("--out", exported->out, "model folder; networks not named stay")
        ->required();
    addModelVersion(command, exported->version);
    command->add_option("--default-steps", exported->defaultSteps, "flow steps")
        ->capture_default_str();
    command->callback([exported] { exportModels(*exported); });
}

}  // namespace

void addNetworkCommands(CLI::App& app) {
    const auto arguments = std::make_shared<Arguments>();
    for (const std::string task : {"vae", "generator", "vocoder", "composer", "melody"}) {
        auto* command = app.add_subcommand(
            task, task == "composer" ? "train the transformer that writes music"
                  : task == "melody" ? "train the VAE that blends and varies melodies"
                                     : "train the " + task);
        command->require_subcommand(1);
        Arguments& a = *arguments;
        auto* train = command->add_subcommand("train", "start a run");
        addRunOptions(train, a, task);
        train->callback([arguments, task] { trainCommand(*arguments, task); });
        auto* go = command->add_subcommand("continue", "go on with a run that was stopped");
        go->add_option("run", a.run, "folder of the run")->required();
        addCommon(go, a);
        go->callback(
            [arguments] { continueRun(arguments->run, arguments->device, arguments->threads); });
        auto* fork = command->add_subcommand("fork", "start a new run from another's weights");
        fork->add_option("run", a.run, "folder of the run, or of models, to start from")
            ->required();
        addRunOptions(fork, a, task);
        fork->callback([arguments, task] { forkCommand(*arguments, task); });
        if (task == "composer") addWriter(command);
        if (task == "melody") addMelodies(command);
        if (task != "generator") continue;
        auto* calibrate = command->add_subcommand(
            "calibrate", "measure what finished weights leave over, for export");
        calibrate->add_option("run", a.run, "folder of the run")->required();
        addCommon(calibrate, a);
        calibrate->callback(
            [arguments] { calibrateRun(arguments->run, arguments->device, arguments->threads); });
    }
    addExport(app);
}

}  // namespace arioso::train
