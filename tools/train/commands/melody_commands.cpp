#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/train/commands/options.h"
#include "tools/train/statistics/export_melodies.h"
#include "tools/train/statistics/judge_melodies.h"

namespace arioso::train {

void addMelodies(CLI::App* melody) {
    const auto exported = std::make_shared<MelodyExportSettings>();
    auto* command = melody->add_subcommand(
        "export", "write a run's best weights, and its directions, into a model folder");
    command->add_option("run", exported->run, "folder of the run")->required();
    addScoreOptions(command, exported);
    command->callback([exported] { exportMelodies(*exported); });

    const auto judged = std::make_shared<MelodyJudgeSettings>();
    auto* judge = melody->add_subcommand(
        "judge", "measure a model folder's melody VAE on held-out composers, beside counts");
    judge->add_option("--model", judged->model, "model folder")->required();
    judge->add_option("--scores", judged->scores, "folders of scores that it learnt from")
        ->required();
    addHeldOut(judge, judged->heldOut, "share of composers, as in training");
    addNumber(judge, "--windows", judged->windows, "held-out windows, at most",
              CLI::Range(1, 1'000'000));
    addNumber(judge, "--pairs", judged->pairs, "pairs that are blended", CLI::Range(1, 100'000));
    addNumber(judge, "--shifted", judged->shifted, "windows that attributes are shifted in",
              CLI::Range(1, 100'000));
    addSeed(judge, judged->seed, "seed of what is drawn");
    addThreads(judge, judged->threads, "threads that read scores");
    judge->callback([judged] { judgeMelodies(*judged); });
}

}  // namespace arioso::train
