#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/train/commands/options.h"
#include "tools/train/harmony/train_harmony.h"
#include "tools/train/harmony/train_voice_rnn.h"
#include "tools/train/harmony/train_voices.h"

namespace arioso::train {
namespace {

/// Of machines that learn by contrastive divergence.
template <typename Settings>
void addContrastiveDivergence(CLI::App* train, const std::shared_ptr<Settings>& settings) {
    addNumber(train, "--steps", settings->steps, "Gibbs sweeps of contrastive divergence",
              CLI::Range(1, 1000));
    train->add_flag("--persistent", settings->persistent, "chains go on from update to update");
    addNumber(train, "--rate", settings->rate, "learning rate at the beginning",
              CLI::PositiveNumber);
    addNumber(train, "--decay", settings->decay, "decay of weights", CLI::NonNegativeNumber);
    addSeed(train, settings->seed, "seed of the run");
}

void addVoiceRnn(CLI::App* voices) {
    auto* train = voices->add_subcommand(
        "recurrent", "train two RNN-RBMs, forwards and backwards, on scores of four voices");
    const auto settings = std::make_shared<VoiceRnnSettings>();
    addScoreOptions(train, settings);
    train->add_option("--compare", settings->compare,
                      "model folder whose window model is measured beside");
    addNumber(train, "--hidden", settings->hidden, "hidden units", CLI::Range(1, 4096));
    addNumber(train, "--recurrent", settings->recurrent, "recurrent units", CLI::Range(1, 4096));
    addNumber(train, "--epochs", settings->epochs, "passes over the pieces", CLI::Range(1, 10000));
    addContrastiveDivergence(train, settings);
    train->callback([settings] { trainVoiceRnn(*settings); });

    auto* file = voices->add_subcommand(
        "file", "write scores of four voices as a chorale file, for arioso-eval symbolic");
    const auto asked = std::make_shared<VoiceRnnSettings>();
    file->add_option("--scores", asked->scores, "folder of scores; may be given several times")
        ->required();
    file->add_option("--out", asked->out, "file to write (.json)")->required();
    addNumber(file, "--held-out", asked->heldOut, "share of composers, of test and of valid",
              CLI::Range(0.01, 0.45));
    addThreads(file, asked->threads, "threads that read scores");
    file->callback(
        [asked] { writeChoraleFile(asked->scores, asked->out, asked->heldOut, asked->threads); });
}

}  // namespace

void addHarmony(CLI::App& app) {
    auto* command = app.add_subcommand("harmony", "train the harmoniser");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train",
        "count chords under melodies; tells -1/T ln P(chords | melody) of held-out pieces");
    const auto settings = std::make_shared<HarmonySettings>();
    addScoreOptions(train, settings);
    train->callback([settings] { trainHarmony(*settings); });
}

void addVoices(CLI::App& app) {
    auto* command = app.add_subcommand("voices", "train the model of four-part music");
    command->require_subcommand(1);
    auto* train =
        command->add_subcommand("train", "train a conditional RBM on scores of four voices");
    const auto settings = std::make_shared<VoicesSettings>();
    addScoreOptions(train, settings);
    addNumber(train, "--hidden", settings->hidden, "hidden units", CLI::Range(1, 4096));
    addNumber(train, "--epochs", settings->epochs, "passes over the windows", CLI::Range(1, 10000));
    addContrastiveDivergence(train, settings);
    train->callback([settings] { trainVoices(*settings); });
    addVoiceRnn(command);
}

}  // namespace arioso::train
