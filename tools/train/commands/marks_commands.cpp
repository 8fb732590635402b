#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/train/commands/options.h"
#include "tools/train/marks/train_marks.h"
#include "tools/train/patterns/train_patterns.h"

namespace arioso::train {

void addMarks(CLI::App& app) {
    auto* command = app.add_subcommand("marks", "ornaments, articulation and dynamics");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "count how scores are marked; tells how likely held-out marks are");
    const auto settings = std::make_shared<MarksSettings>();
    addScoreOptions(train, settings);
    train->callback([settings] { trainMarks(*settings); });
}

void addPatterns(CLI::App& app) {
    auto* command = app.add_subcommand("patterns", "train the generator of accompaniments");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "train it against a critic (WGAN-GP) on bars of accompaniments of scores");
    const auto settings = std::make_shared<PatternSettings>();
    addScoreOptions(train, settings);
    addNumber(train, "--hidden", settings->hidden, "units of a hidden layer", CLI::Range(1, 4096));
    addNumber(train, "--latent", settings->latent, "latent numbers", CLI::Range(1, 1024));
    addNumber(train, "--updates", settings->updates, "steps of the generator",
              CLI::Range(1, 10'000'000));
    addNumber(train, "--batch", settings->batch, "bars a step", CLI::Range(1, 10'000));
    addNumber(train, "--rate", settings->rate, "learning rate at the beginning",
              CLI::PositiveNumber);
    addSeed(train, settings->seed, "seed of the run");
    train->callback([settings] { trainPatterns(*settings); });
}

}  // namespace arioso::train
