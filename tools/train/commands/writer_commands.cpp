#include "tools/train/commands/commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "tools/train/commands/options.h"
#include "tools/train/compare_writers.h"
#include "tools/train/config.h"
#include "tools/train/export.h"
#include "tools/train/judge_events.h"
#include "tools/train/reinforce.h"
#include "tools/train/transfer.h"

namespace arioso::train {
namespace {

void addEvents(CLI::App* composer) {
    const auto judged = std::make_shared<EventJudgeSettings>();
    auto* judge = composer->add_subcommand(
        "judge", "measure a run on held-out composers, beside counts of the same events");
    judge->add_option("run", judged->run, "folder of the run")->required();
    judge->add_option("--scores", judged->scores, "folders of scores [the run's own]");
    judge->add_option("--windows", judged->windows, "held-out windows, at most; 0 = all")
        ->capture_default_str();
    addThreads(judge, judged->threads, "CPU threads");
    judge->callback([judged] { judgeEvents(*judged); });

    const auto exported = std::make_shared<EventExportSettings>();
    auto* command = composer->add_subcommand(
        "export", "write a run's best weights, and counts beside them, into a model folder");
    command->add_option("run", exported->run, "folder of the run")->required();
    command->add_option("--scores", exported->scores, "folders of scores [the run's own]");
    command->add_option("--out", exported->out, "model folder")->required();
    command->add_flag("--counts,!--no-counts", exported->counts,
                      "write the counts, too (default), or leave those that are there");
    addModelVersion(command, exported->version);
    addNumber(command, "--order", exported->order, "longest context of the counts",
              CLI::Range(0, 8));
    addNumber(command, "--least-count", exported->leastCount, "rarer contexts are left out",
              CLI::Range(1, 100));
    addThreads(command, exported->threads, "threads that read scores");
    command->callback([exported] { exportEvents(*exported); });
}

constexpr const char* kReinforceConfig = "configs/train_reinforce.toml";
constexpr const char* kComposerFolder = "models/weights/composer";

void addReinforce(CLI::App* composer) {
    struct Flags {
        ReinforceSettings settings;
        std::filesystem::path config = kReinforceConfig;
        std::int64_t updates = 0;
    };
    const auto flags = std::make_shared<Flags>();
    auto& settings = flags->settings;
    settings.models = kComposerFolder;
    auto* command = composer->add_subcommand(
        "reinforce", "tune the transformer by a reward, on a leash to what it was");
    command->add_option("--weights", settings.weights,
                        "to start from [the transformer of --models]");
    command->add_option("--models", settings.models, "model folder of the composer")
        ->capture_default_str();
    command->add_option("--scores", settings.scores, "folder of scores; may be given several times")
        ->required();
    command->add_option("--config", flags->config, "settings")->capture_default_str();
    command->add_option("--updates", flags->updates, "overrides train.updates")
        ->check(CLI::PositiveNumber);
    command->add_option("--out", settings.out, "new folder of the run")->required();
    addSeed(command, settings.seed, "seed of the run");
    addThreads(command, settings.threads, "CPU threads");
    command->callback([flags] {
        flags->settings.config = readConfig(flags->config);
        if (flags->updates > 0) flags->settings.config["train"]["updates"] = flags->updates;
        if (flags->settings.weights.empty())
            flags->settings.weights =
                readComposerWeights(flags->settings.models, "transformer").file;
        reinforce(flags->settings);
    });
}

void addCompare(CLI::App* composer) {
    struct Flags {
        CompareSettings settings;
        std::filesystem::path config = kReinforceConfig;
        std::vector<std::string> weights;
    };
    const auto flags = std::make_shared<Flags>();
    auto& settings = flags->settings;
    settings.models = kComposerFolder;
    auto* command = composer->add_subcommand(
        "compare", "measure what several weights write for prompts from held-out composers");
    command
        ->add_option("--weights", flags->weights,
                     "NAME=FILE; the first is what the others are compared with")
        ->required();
    command->add_option("--models", settings.models, "model folder of the composer")
        ->capture_default_str();
    command->add_option("--scores", settings.scores, "folder of scores; may be given several times")
        ->required();
    command->add_option("--config", flags->config, "settings: reward and prompts")
        ->capture_default_str();
    addNumber(command, "--prompts", settings.prompts, "prompts", CLI::Range(1, 100'000));
    addNumber(command, "--windows", settings.windows, "windows of the likelihood",
              CLI::Range(1, 100'000));
    addNumber(command, "--temperature", settings.temperature, "of chance", CLI::Range(0.05, 5.0));
    addNumber(command, "--top-p", settings.topP, "share of the likeliest symbols",
              CLI::Range(0.01, 1.0));
    addSeed(command, settings.seed, "seed of the prompts");
    addThreads(command, settings.threads, "CPU threads");
    command->callback([flags] {
        for (const std::string& one : flags->weights) {
            const auto sign = one.find('=');
            if (sign == std::string::npos || sign == 0 || sign + 1 == one.size())
                throw Error(ExitCode::Usage,
                            fmt::format("--weights: expected NAME=FILE, found '{}'", one));
            flags->settings.weights.emplace_back(one.substr(0, sign), one.substr(sign + 1));
        }
        flags->settings.config = readConfig(flags->config);
        compareWriters(flags->settings);
    });
}

void addTransfer(CLI::App* composer) {
    struct Flags {
        TransferSettings settings;
        std::filesystem::path models = kComposerFolder;
    };
    const auto flags = std::make_shared<Flags>();
    auto& settings = flags->settings;
    auto* command = composer->add_subcommand(
        "transfer", "measure what pre-training is worth where labels are few: clauses of songs");
    command->add_option("--weights", settings.weights,
                        "pre-trained network [the transformer of --models]");
    command->add_option("--models", flags->models, "model folder of the composer")
        ->capture_default_str();
    command->add_option("--scores", settings.scores, "folder of songs; may be given several times")
        ->required();
    command->add_option("--shares", settings.shares, "of the training songs that have labels")
        ->delimiter(',')
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--rates", settings.rates, "learning rates, of which the better counts")
        ->delimiter(',')
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    addNumber(command, "--steps", settings.steps, "steps of each training", CLI::PositiveNumber);
    command->add_option("--windows", settings.windows, "held-out windows, at most; 0 = all")
        ->capture_default_str();
    addSeed(command, settings.seed, "seed of the trainings");
    addThreads(command, settings.threads, "CPU threads");
    command->callback([flags] {
        if (flags->settings.weights.empty())
            flags->settings.weights = readComposerWeights(flags->models, "transformer").file;
        judgeTransfer(flags->settings);
    });
}

void addTunedExport(CLI::App* composer) {
    const auto settings = std::make_shared<TunedExportSettings>();
    auto* command = composer->add_subcommand(
        "export-tuned", "write the best weights of a reinforcement run into a model folder");
    command->add_option("run", settings->run, "folder of the run")->required();
    command->add_option("--out", settings->out, "model folder")->required();
    addModelVersion(command, settings->version);
    command->callback([settings] { exportTuned(*settings); });
}

}  // namespace

void addWriter(CLI::App* composer) {
    addEvents(composer);
    addReinforce(composer);
    addCompare(composer);
    addTunedExport(composer);
    addTransfer(composer);
}

}  // namespace arioso::train
