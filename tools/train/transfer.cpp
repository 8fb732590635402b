#include "tools/train/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "dsp/error.h"
#include "models/module_io.h"
#include "models/random_stream.h"
#include "src/compose/tune_corpus.h"
#include "src/writer/transformer_writer.h"
#include "tools/common/parallel.h"
#include "tools/train/event_batch.h"
#include "tools/train/optimiser.h"
#include "tools/train/statistics/clause_labels.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

using Sequences = std::vector<LabelledSequence>;

constexpr double kHeldOut = 0.1;
constexpr double kValidation = 0.05;
constexpr std::int64_t kWarmUp = 10;
constexpr std::int64_t kValidateEvery = 20;
constexpr std::size_t kValidationWindows = 60;
/// Two symbols that never come next in a sequence: the difference of their logits is the answer, so
/// that the network needs no head of its own for it.
constexpr std::int64_t kNo = events::kPad;
constexpr std::int64_t kYes = events::kStart;

struct Corpus {
    std::vector<Sequences> training;  // by song
    Sequences validation;
    Sequences heldOut;
    std::size_t songs = 0;
    std::size_t heldOutSongs = 0;
};

Corpus readCorpus(const TransferSettings& settings) {
    const auto paths = findScores(settings.scores);
    std::vector<std::optional<LabelledTune>> tunes(paths.size());
    std::vector<StudyPiece> studies(paths.size());
    parallelFor(
        paths.size(), settings.threads, [] {},
        [&](std::size_t i) {
            try {
                const Score score = readScoreOnce(paths[i]);
                tunes[i] = labelledTune(score);
                if (!tunes[i]) return;
                studies[i] = studyScore(score);
                tunes[i]->title = studies[i].title;
                tunes[i]->composer = studies[i].composer;
            } catch (const Error&) {
                tunes[i].reset();
            }
        });
    std::vector<StudyPiece> known;
    std::vector<const LabelledTune*> kept;
    for (std::size_t i = 0; i < tunes.size(); ++i) {
        if (!tunes[i]) continue;
        known.push_back(std::move(studies[i]));
        kept.push_back(&*tunes[i]);
    }
    Corpus out;
    for (const std::size_t i : withoutDuplicates(known)) {
        const LabelledTune& tune = *kept[i];
        auto sequences = labelledSequences(tune, settings.symbols);
        ++out.songs;
        if (isHeldOut(tune.composer, tune.title, kHeldOut)) {
            ++out.heldOutSongs;
            std::move(sequences.begin(), sequences.end(), std::back_inserter(out.heldOut));
        } else if (isHeldOut({}, tune.title, kValidation)) {
            std::move(sequences.begin(), sequences.end(), std::back_inserter(out.validation));
        } else if (!sequences.empty()) {
            out.training.push_back(std::move(sequences));
        }
    }
    if (out.training.empty()) throw Error(ExitCode::Input, "no songs with words to learn from");
    if (out.heldOut.empty()) throw Error(ExitCode::Input, "no held-out songs with words");
    if (out.validation.empty()) out.validation = out.training.front();
    return out;
}

Sequences thinned(Sequences all, std::size_t most) {
    if (most == 0 || all.size() <= most) return all;
    Sequences out;
    for (std::size_t i = 0; i < most; ++i) out.push_back(all[i * all.size() / most]);
    return out;
}

/// Logits of "yes" at every label of some sequences, in order, and the labels.
struct Answers {
    torch::Tensor logits;
    torch::Tensor labels;
};

Answers answersOf(models::SequenceTransformer& network,
                  const std::vector<const LabelledSequence*>& sequences) {
    std::vector<std::vector<int>> symbols;
    for (const auto* one : sequences) {
        symbols.push_back(one->symbols);
        symbols.back().push_back(events::kPad);  // a batch reads all symbols but the last
    }
    const auto batch = eventBatch(symbols);
    const auto logits = network->forward(batch.columns, batch.bits);
    const auto yes = logits.select(2, kYes) - logits.select(2, kNo);
    auto wanted = torch::full({logits.size(0), logits.size(1)}, -1, torch::kInt64);
    auto labels = wanted.accessor<std::int64_t, 2>();
    for (std::size_t row = 0; row < sequences.size(); ++row)
        for (std::size_t i = 0; i < sequences[row]->labels.size(); ++i)
            labels[static_cast<std::int64_t>(row)][static_cast<std::int64_t>(i)] =
                sequences[row]->labels[i];
    const auto mask = wanted >= 0;
    return {yes.masked_select(mask), wanted.masked_select(mask).to(torch::kFloat32)};
}

double precisionOn(models::SequenceTransformer& network, const Sequences& sequences) {
    const torch::NoGradGuard guard;
    network->eval();
    std::vector<double> scores;
    std::vector<int> labels;
    for (const LabelledSequence& one : sequences) {
        const auto answers = answersOf(network, {&one});
        for (std::int64_t i = 0; i < answers.logits.size(0); ++i) {
            scores.push_back(answers.logits[i].item<double>());
            labels.push_back(static_cast<int>(answers.labels[i].item<float>()));
        }
    }
    return averagePrecision(scores, labels);
}

struct Trained {
    double validation = -1.0;
    double heldOut = 0.0;
};

Trained train(models::SequenceTransformer network, const Sequences& training,
              const Sequences& validation, const Sequences& heldOut,
              const TransferSettings& settings, double rate) {
    OptimiserSettings optimiser;
    optimiser.learningRate = rate;
    AdamW adam(*network, optimiser);
    Trained best;
    models::TensorMap kept;
    for (std::int64_t step = 0; step < settings.steps; ++step) {
        torch::manual_seed(settings.seed * 1'000'003 + static_cast<std::uint64_t>(step));
        models::RandomStream random(settings.seed, static_cast<std::uint64_t>(step));
        std::vector<const LabelledSequence*> batch;
        for (std::int64_t i = 0; i < settings.batch; ++i)
            batch.push_back(&training[static_cast<std::size_t>(
                random.below(static_cast<int>(training.size())))]);
        network->train();
        const auto answers = answersOf(network, batch);
        torch::binary_cross_entropy_with_logits(answers.logits, answers.labels).backward();
        adam.step(std::min(1.0, static_cast<double>(step + 1) / kWarmUp));
        if ((step + 1) % kValidateEvery != 0 && step + 1 != settings.steps) continue;
        const double precision = precisionOn(network, validation);
        if (precision <= best.validation) continue;
        best.validation = precision;
        kept.clear();
        for (const auto& [name, tensor] : models::moduleTensors(*network))
            kept[name] = tensor.detach().clone();
    }
    models::loadModule(*network, kept, "best");
    best.heldOut = precisionOn(network, heldOut);
    return best;
}

}  // namespace

void judgeTransfer(const TransferSettings& settings) {
    torch::set_num_threads(settings.threads);
    const auto config = loadEventNetwork(settings.weights)->config();
    const Corpus corpus = readCorpus(settings);
    const Sequences heldOut = thinned(corpus.heldOut, settings.windows);
    const Sequences validation = thinned(corpus.validation, kValidationWindows);
    std::vector<double> distances;
    std::vector<int> labels;
    for (const LabelledSequence& one : heldOut) {
        for (const int distance : one.distances) distances.push_back(distance);
        for (const int label : one.labels)
            if (label >= 0) labels.push_back(label);
    }
    const double chance = static_cast<double>(std::count(labels.begin(), labels.end(), 1)) /
                          static_cast<double>(std::max<std::size_t>(1, labels.size()));
    fmt::print(
        "{} songs with words, {} to learn from, {} held out: {} windows, {} notes with a label, {} "
        "of them begin a clause; average precision: chance {:.3f}, by the distance from the onset "
        "before {:.3f}\n\n| songs | windows | from scratch | pre-trained "
        "|\n|---:|---:|---:|---:|\n",
        corpus.songs, corpus.training.size(), corpus.heldOutSongs, heldOut.size(), labels.size(),
        std::count(labels.begin(), labels.end(), 1), chance, averagePrecision(distances, labels));
    std::fflush(stdout);
    for (const double share : settings.shares) {
        const auto songs = std::max<std::size_t>(
            1, static_cast<std::size_t>(
                   std::lround(share * static_cast<double>(corpus.training.size()))));
        // Every so many: songs of all collections and composers.
        Sequences training;
        for (std::size_t i = 0; i < songs; ++i) {
            const auto& song = corpus.training[i * corpus.training.size() / songs];
            training.insert(training.end(), song.begin(), song.end());
        }
        Trained best[2];
        for (const bool pretrained : {false, true})
            for (const double rate : settings.rates) {
                torch::manual_seed(settings.seed);
                models::SequenceTransformer network = pretrained
                                                          ? loadEventNetwork(settings.weights)
                                                          : models::SequenceTransformer(config);
                const Trained one = train(network, training, validation, heldOut, settings, rate);
                auto& so = best[pretrained ? 1 : 0];
                if (one.validation > so.validation) so = one;
            }
        fmt::print("| {} | {} | {:.3f} | {:.3f} |\n", songs, training.size(), best[0].heldOut,
                   best[1].heldOut);
        std::fflush(stdout);
    }
}

}  // namespace arioso::train
