#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/train/affect/train_affect.h"
#include "tools/train/affect/train_sound_affect.h"
#include "tools/train/commands/options.h"
#include "tools/train/judge/train_judge.h"
#include "tools/train/likeness/train_likeness.h"

namespace arioso::train {

void addAffect(CLI::App& app) {
    auto* command = app.add_subcommand("affect", "the model that hears valence and arousal");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "fit labelled scores; tells how well held-out ones are told");
    const auto settings = std::make_shared<AffectSettings>();
    train
        ->add_option("--labels", settings->labels,
                     "table with the columns file, composer, title, valence and arousal")
        ->required();
    train->add_option("--scores", settings->scores, "folder that the files are in")->required();
    train->add_option("--out", settings->out, "model folder")->required();
    train->add_option(
        "--words", settings->words,
        "words of feeling that valence is told by (configs/mood_words.toml), in place "
        "of the table's labels");
    addModelVersion(train, settings->version);
    addNumber(train, "--held-out", settings->heldOut, "share of composers that is held out",
              CLI::Range(0.05, 0.9));
    addThreads(train, settings->threads, "threads that read scores");
    train->callback([settings] { trainAffect(*settings); });

    auto* sound = command->add_subcommand(
        "sound", "fit sounds to what the model of scores says of the same bars");
    const auto heard = std::make_shared<SoundAffectSettings>();
    sound->add_option("rows", heard->rows, "file of arioso-corpus likeness")->required();
    sound->add_option("--model", heard->model, "model folder of the teacher")->required();
    sound->add_option("--out", heard->out, "model folder")->required();
    sound->add_option("--labels", heard->labels, "table of labels, as for train, to be tried on");
    sound->add_option("--words", heard->words, "words of feeling that its valence is told by");
    addModelVersion(sound, heard->version);
    addThreads(sound, heard->threads, "threads that read scores");
    sound->callback([heard] { trainSoundAffect(*heard); });

    auto* judge = command->add_subcommand(
        "judge", "compose at the corners of the plane and tell where the model hears it");
    const auto judged = std::make_shared<AffectJudgeSettings>();
    judge->add_option("--model", judged->model, "model folder of the composer")->required();
    addInstruments(judge, judged->instruments);
    addNumber(judge, "--pieces", judged->pieces, "pieces at each corner", CLI::Range(1, 10'000));
    addNumber(judge, "--bars", judged->bars, "bars of a piece", CLI::Range(4, 1024));
    addSeed(judge, judged->seed, "seed of the first piece");
    judge->callback([judged] { judgeAffect(*judged); });
}

void addLikeness(CLI::App& app) {
    auto* command =
        app.add_subcommand("likeness", "the space in which scores, sounds and words are compared");
    command->require_subcommand(1);
    const auto settings = std::make_shared<LikenessTraining>();
    auto* train = command->add_subcommand(
        "train", "train it by contrast; tells how well partners of the held-out side are found");
    train->add_option("rows", settings->rows, "file of arioso-corpus likeness")->required();
    train->add_option("--out", settings->out, "model folder")->required();
    addModelVersion(train, settings->version);
    addSeed(train, settings->seed, "seed");
    addNumber(train, "--epochs", settings->epochs, "passes over the rows", CLI::Range(1, 10'000));
    addNumber(train, "--hidden", settings->hidden, "width of the middle layers",
              CLI::Range(1, 4096));
    addNumber(train, "--outputs", settings->outputs, "dimensions of the space",
              CLI::Range(1, 4096));
    addNumber(train, "--dimensions", settings->dimensions, "of the space of words",
              CLI::Range(1, 1024));
    addNumber(train, "--batch", settings->batch, "windows a step", CLI::Range(2, 100'000));
    addNumber(train, "--dropout", settings->dropout, "share of values left out",
              CLI::Range(0.0, 0.9));
    addNumber(train, "--temperature", settings->temperature, "of the contrast",
              CLI::Range(0.001, 10.0));
    addNumber(train, "--rate", settings->rate, "learning rate", CLI::Range(1e-6, 1.0));
    addNumber(train, "--decay", settings->decay, "weight decay", CLI::Range(0.0, 10.0));
    train->callback([settings] { trainLikeness(*settings); });

    auto* judge = command->add_subcommand("judge", "the same figures for weights that are there");
    judge->add_option("rows", settings->rows, "file of arioso-corpus likeness")->required();
    judge->add_option("--model", settings->out, "model folder")->required();
    addSeed(judge, settings->seed, "seed");
    judge->callback([settings] { judgeLikeness(settings->rows, settings->out, settings->seed); });
}

void addJudge(CLI::App& app) {
    auto* command = app.add_subcommand("judge", "the listening judge, which ranks candidates");
    command->require_subcommand(1);
    const auto settings = std::make_shared<JudgeTraining>();
    auto* train = command->add_subcommand(
        "train", "fit it on human and spoilt music; tells how many held-out pairs it tells");
    train->add_option("scores", settings->scores, "folders of scores")->required();
    train->add_option("--out", settings->out, "model folder, which has the weights \"likeness\"")
        ->required();
    addModelVersion(train, settings->version);
    addInstruments(train, settings->instruments);
    addSeed(train, settings->seed, "seed");
    addNumber(train, "--windows", settings->windows, "windows of each score", CLI::Range(1, 100));
    addNumber(train, "--held-out", settings->heldOut, "share of composers that is held out",
              CLI::Range(0.05, 0.9));
    addNumber(train, "--composed", settings->composed, "pieces of the composer judged beside",
              CLI::Range(1, 10'000));
    addThreads(train, settings->threads, "threads");
    train->callback([settings] { trainJudge(*settings); });
}

}  // namespace arioso::train
