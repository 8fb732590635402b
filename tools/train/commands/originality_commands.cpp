#include "tools/train/commands/commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "src/compose/composer_weights.h"
#include "src/compose/tables_file.h"
#include "src/writer/transformer_writer.h"
#include "tools/train/commands/options.h"
#include "tools/train/originality/judge_originality.h"
#include "tools/train/originality/train_originality.h"

namespace arioso::train {

void addOriginality(CLI::App& app) {
    auto* command = app.add_subcommand("originality", "the tunes that nothing should copy");
    command->require_subcommand(1);
    auto* train = command->add_subcommand(
        "train", "keep the tunes of scores; tells false alarms and quotations found");
    const auto settings = std::make_shared<OriginalitySettings>();
    addScoreOptions(train, settings);
    addNumber(train, "--quotations", settings->quotations, "that are planted, of each kind",
              CLI::Range(0, 1'000'000));
    addSeed(train, settings->seed, "seed of the quotations");
    train->callback([settings] { trainOriginality(*settings); });

    auto* judge = command->add_subcommand(
        "judge", "measure how much of what the composing models write is in these tunes");
    const auto judged = std::make_shared<OriginalityJudgeSettings>();
    judge->add_option("--model", judged->model, "model folder")->required();
    judge->add_option("--scores", judged->scores, "folders that the tunes are of")->required();
    addInstruments(judge, judged->instruments);
    addHeldOut(judge, judged->heldOut, "share of composers, as in training");
    addNumber(judge, "--pieces", judged->pieces, "pieces that are composed",
              CLI::Range(1, 100'000));
    addNumber(judge, "--continued", judged->continued, "held-out works that are continued",
              CLI::Range(0, 100'000));
    addNumber(judge, "--bars", judged->bars, "by so many bars", CLI::Range(1, 256));
    addSeed(judge, judged->seed, "seed of the first piece");
    addThreads(judge, judged->threads, "threads that read scores");
    judge->callback([judged] {
        const ComposerWeights counts = readComposerWeights(judged->model, "events");
        const PpmEventModel ppm(parsePpm(counts.bytes, counts.file.string()));
        const auto network =
            TransformerWriter::load(readComposerWeights(judged->model, "transformer").file);
        judgeOriginality(*judged, {{"ppm", &ppm}, {"transformer", network.get()}});
    });
}

}  // namespace arioso::train
