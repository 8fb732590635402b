#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/train/commands/options.h"
#include "tools/train/statistics/judge_composer.h"
#include "tools/train/statistics/judge_words.h"
#include "tools/train/statistics/train_statistics.h"

namespace arioso::train {

void addStatistics(CLI::App& app) {
    auto* command = app.add_subcommand("statistics", "train the statistical composer");
    command->require_subcommand(1);
    auto* train = command->add_subcommand("train", "count melodies, rhythms and chords of scores");
    const auto settings = std::make_shared<StatisticsSettings>();
    addScoreOptions(train, settings);
    addNumber(train, "--melody-order", settings->learn.melodyOrder, "longest context, in notes",
              CLI::Range(0, 8));
    addNumber(train, "--least-count", settings->learn.leastCount, "rarer contexts are left out",
              CLI::Range(1, 100));
    train
        ->add_option("--update-exclusion", settings->learn.updateExclusion,
                     "short contexts count what long ones did not know")
        ->capture_default_str();
    train->callback([settings] { trainStatistics(*settings); });

    auto* judge = command->add_subcommand("judge", "measure what the composer writes");
    const auto judged = std::make_shared<JudgeSettings>();
    judge->add_option("--model", judged->model, "model folder")->required();
    judge->add_option("--scores", judged->scores, "folders that it was trained on");
    addInstruments(judge, judged->instruments);
    addHeldOut(judge, judged->heldOut, "share of composers, as in training");
    addNumber(judge, "--pieces", judged->pieces, "pieces that are composed",
              CLI::Range(2, 100'000));
    addNumber(judge, "--phrases", judged->phrases, "phrases that are written without end",
              CLI::Range(1, 1'000'000));
    addSeed(judge, judged->seed, "seed of the pieces");
    addThreads(judge, judged->threads, "threads that read scores");
    judge->callback([judged] { judgeComposer(*judged); });
    auto* words = command->add_subcommand("words", "measure how words and notes go together");
    const auto fitted = std::make_shared<JudgeWordsSettings>();
    words->add_option("--model", fitted->model, "model folder")->required();
    words->add_option("--poems", fitted->poems, "lyric files that songs are composed for")
        ->required();
    words->add_option("--scores", fitted->scores,
                      "folders of songs; their held-out part is judged");
    addInstruments(words, fitted->instruments);
    words->add_option("--held-out", fitted->heldOut, "share of composers, as in training")
        ->capture_default_str();
    words->add_option("--songs", fitted->songs, "songs of each poem")->capture_default_str();
    addSeed(words, fitted->seed, "seed of the songs");
    words->callback([fitted] { judgeWords(*fitted); });
}

}  // namespace arioso::train
