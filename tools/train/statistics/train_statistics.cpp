#include "tools/train/statistics/train_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "src/compose/learn.h"
#include "src/compose/tables_file.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

/// Cost of events under a model and under counts without context, in nats.
struct Cost {
    double model = 0.0;
    double counts = 0.0;
    double events = 0.0;

    void add(const models::Ppm& ppm, const std::vector<int>& symbols) {
        std::vector<double> zero(static_cast<std::size_t>(ppm.alphabet()));
        ppm.predict({}, zero);
        model += ppm.crossEntropy(symbols) * static_cast<double>(symbols.size());
        for (const int symbol : symbols) counts -= std::log(zero[static_cast<std::size_t>(symbol)]);
        events += static_cast<double>(symbols.size());
    }
};

/// Zero-order counts: update exclusion would make them counts of contexts.
models::Ppm zeroOrder(int alphabet, const std::vector<std::vector<int>>& lines) {
    models::PpmTrainer trainer(alphabet, 0, false);
    for (const auto& line : lines) trainer.add(line);
    return trainer.model();
}

void printCost(const std::string& name, const Cost& cost) {
    if (cost.events == 0.0) return;
    const double nats = cost.model / cost.events;
    const double zero = cost.counts / cost.events;
    fmt::print("{:<16} {:>8.0f} {:>9.3f} {:>7.3f} {:>12.3f} {:>7.3f}\n", name, cost.events, nats,
               nats / std::log(2.0), zero, zero / std::log(2.0));
}

using Lines = std::vector<std::vector<int>>;

Lines linesOf(const std::vector<StudySequences>& pieces,
              const std::function<const Lines&(const StudySequences&)>& of) {
    Lines out;
    for (const auto& piece : pieces) {
        const Lines& lines = of(piece);
        out.insert(out.end(), lines.begin(), lines.end());
    }
    return out;
}

Lines rhythmLines(const std::vector<StudySequences>& pieces, const RhythmTable& table) {
    Lines out;
    for (const auto& piece : pieces)
        for (const auto& bars : piece.rhythms)
            if (bars.metre == table.metre)
                if (auto symbols = rhythmSymbols(table, bars.tokens); !symbols.empty())
                    out.push_back(std::move(symbols));
    return out;
}

void printLine(const std::string& name, const models::Ppm& ppm, const Lines& training,
               const Lines& heldOut) {
    const models::Ppm zero = zeroOrder(ppm.alphabet(), training);
    Cost cost;
    Cost base;
    for (const auto& line : heldOut) {
        cost.add(ppm, line);
        base.add(zero, line);
    }
    cost.counts = base.model;
    printCost(name, cost);
}

void printHeldOut(const ComposerTables& tables, const std::vector<StudySequences>& training,
                  const std::vector<StudySequences>& heldOut) {
    fmt::print(
        "\nheld out, nats and bits an event, beside counts of order 0\n{:<16} {:>8} {:>9} "
        "{:>7} {:>12} {:>7}\n",
        "", "events", "nats", "bits", "order 0 nats", "bits");
    for (std::size_t mode = 0; mode < 2; ++mode) {
        const char* name = mode == 0 ? "major" : "minor";
        const auto melody = [mode](const StudySequences& s) -> const Lines& {
            return s.melody[mode];
        };
        const auto chords = [mode](const StudySequences& s) -> const Lines& {
            return s.chords[mode];
        };
        printLine(fmt::format("melody {}", name), tables.melody[mode], linesOf(training, melody),
                  linesOf(heldOut, melody));
        printLine(fmt::format("chords {}", name), tables.chords[mode], linesOf(training, chords),
                  linesOf(heldOut, chords));
    }
    for (const RhythmTable& table : tables.rhythms)
        printLine("rhythm " + table.metre, table.ppm, rhythmLines(training, table),
                  rhythmLines(heldOut, table));
}

void writeModel(const StatisticsSettings& settings, const ComposerTables& tables) {
    const std::string bytes = tablesBytes(tables);
    const fs::path weights = settings.out / "statistics.safetensors";
    writeComposerWeights(settings.out, "statistics", bytes, settings.version);
    if (!fs::exists(settings.out / "statistics.md"))
        fmt::print(stderr, "arioso-train: {} has no model card yet: write one\n",
                   (settings.out / "statistics.md").string());
    fmt::print("\n{}: {} bytes\n", weights.string(), bytes.size());
}

}  // namespace

void trainStatistics(const StatisticsSettings& settings) {
    const StudyCorpus corpus = readStudyCorpus(settings.scores, settings.heldOut, settings.threads);
    std::vector<StudySequences> training;
    std::vector<StudySequences> heldOut;
    for (const StudyPiece& piece : corpus.training) training.push_back(sequencesOf(piece));
    for (const StudyPiece& piece : corpus.heldOut) heldOut.push_back(sequencesOf(piece));
    if (training.empty()) throw Error(ExitCode::Input, "no scores to learn from");
    const auto tunes = [](const std::vector<StudyPiece>& pieces) {
        return std::count_if(pieces.begin(), pieces.end(),
                             [](const StudyPiece& piece) { return !piece.melody.empty(); });
    };
    fmt::print("{} files: {} unreadable, {} duplicates of another's tune left out\n", corpus.files,
               corpus.unreadable, corpus.duplicates);
    fmt::print("training {} pieces ({} with a tune), held out {} ({}), split by composer\n",
               training.size(), tunes(corpus.training), heldOut.size(), tunes(corpus.heldOut));
    const ComposerTables tables = learnTables(training, settings.learn);
    printHeldOut(tables, training, heldOut);
    writeModel(settings, tables);
}

}  // namespace arioso::train
