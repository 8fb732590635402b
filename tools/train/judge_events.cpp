#include "tools/train/judge_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "models/atomic_file.h"
#include "models/module_io.h"
#include "models/ppm.h"
#include "models/safetensors.h"
#include "models/sha256.h"
#include "src/compose/tables_file.h"
#include "src/writer/transformer_writer.h"
#include "tools/train/event_batch.h"
#include "tools/train/event_marking.h"
#include "tools/train/loop.h"
#include "tools/train/statistics/event_corpus.h"

namespace arioso::train {

namespace {

namespace fs = std::filesystem;
using Sequences = std::vector<std::vector<int>>;

constexpr std::array kOrders = {3, 4, 5};

/// ln P of every event behind the header, sequence after sequence.
std::vector<double> networkLogs(models::SequenceTransformer& network, const Sequences& sequences,
                                bool answersOnly) {
    const torch::NoGradGuard guard;
    std::vector<double> out;
    for (const auto& sequence : sequences) {
        const auto batch = eventBatch({sequence});
        const auto costs = eventCosts(network, batch).contiguous();
        const auto fill = std::find(sequence.begin(), sequence.end(), events::kFill);
        const auto from =
            answersOnly ? static_cast<std::size_t>(fill - sequence.begin()) : headerSize(sequence);
        for (std::size_t i = from; i + 1 < sequence.size(); ++i)
            out.push_back(-costs[0][static_cast<std::int64_t>(i)].item<double>());
    }
    return out;
}

std::vector<double> countLogs(const models::Ppm& ppm, const Sequences& sequences) {
    std::vector<double> out;
    for (const auto& sequence : sequences)
        for (std::size_t i = headerSize(sequence) + 1; i < sequence.size(); ++i)
            out.push_back(ppm.logProbability(std::span(sequence).first(i), sequence[i]));
    return out;
}

/// What has been cut out, by counts that see the page in its order.
std::vector<double> countFillLogs(const models::Ppm& ppm, const Sequences& sequences) {
    const PpmEventModel model(ppm);
    std::vector<double> out;
    std::vector<double> logs(events::kSymbols);
    for (const auto& sequence : sequences) {
        const auto context = model.begin();
        EventReader reader;
        bool answers = false;
        for (const int symbol : sequence) {
            if (answers && reader.inCell()) {
                context->predict(
                    reader,
                    symbol == events::kEnd || events::isLane(symbol) ? symbol : events::kPad, logs);
                out.push_back(logs[static_cast<std::size_t>(symbol)]);
            } else if (answers) {
                out.push_back(0.0);  // the first lane's name is given
            }
            answers = answers || symbol == events::kFill;
            reader.push(symbol);
        }
    }
    return out;
}

models::Ppm counted(const Sequences& sequences, int order, int leastCount = 1) {
    models::PpmTrainer trainer(events::kPlainSymbols, order, true);
    for (const auto& sequence : sequences) trainer.add(sequence);
    return trainer.model(leastCount);
}

double meanMixed(const std::vector<double>& a, const std::vector<double>& b, double share) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum -= std::log(share * std::exp(a[i]) + (1.0 - share) * std::exp(b[i]));
    return sum / static_cast<double>(std::max<std::size_t>(1, a.size()));
}

double mean(const std::vector<double>& logs) {
    double sum = 0.0;
    for (const double log : logs) sum -= log;
    return sum / static_cast<double>(std::max<std::size_t>(1, logs.size()));
}

std::size_t notesIn(const Sequences& sequences) {
    std::size_t notes = 0;
    for (const auto& sequence : sequences)
        notes += static_cast<std::size_t>(
            std::count_if(sequence.begin(), sequence.end(), events::isPitch));
    return notes;
}

std::size_t notesInAnswers(const Sequences& sequences) {
    std::size_t notes = 0;
    for (const auto& sequence : sequences)
        notes += static_cast<std::size_t>(
            std::count_if(std::find(sequence.begin(), sequence.end(), events::kFill),
                          sequence.end(), events::isPitch));
    return notes;
}

void print(const std::string& name, double nats, std::size_t events, std::size_t notes) {
    fmt::print(
        "{:<34} {:>8.3f} {:>8.3f} {:>10.3f}\n", name, nats, nats / std::log(2.0),
        nats * static_cast<double>(events) / static_cast<double>(std::max<std::size_t>(1, notes)));
}

Sequences cutSequences(const std::vector<EventSource>& pieces, std::size_t count, bool marks) {
    WindowOptions options;
    options.cutShare = 1.0;
    options.silentControls = 0.0;
    options.silentMarks = marks ? 0.0 : 1.0;
    options.moods = marks;
    Sequences out;
    for (std::uint64_t i = 0; out.size() < count && i < 10 * count; ++i) {
        models::RandomStream random(1, i);
        auto sequence = drawSequence(pieces, options, random);
        // Cells here and there may have been none.
        if (std::find(sequence.begin(), sequence.end(), events::kFill) != sequence.end())
            out.push_back(std::move(sequence));
    }
    return out;
}

/// The same windows with marks: what the music costs where they are told, and what they cost.
void printMarked(models::SequenceTransformer& network, const Sequences& sequences,
                 std::size_t notes) {
    const auto logs = networkLogs(network, sequences, false);
    std::array<std::vector<double>, 3> kinds;  // music, syllables, sections
    std::size_t at = 0;
    for (const auto& sequence : sequences)
        for (std::size_t i = headerSize(sequence) + 1; i < sequence.size(); ++i)
            kinds[events::isSyllable(sequence[i])  ? 1
                  : events::isSection(sequence[i]) ? 2
                                                   : 0]
                .push_back(logs[at++]);
    print("transformer, told the marks", mean(kinds[0]), kinds[0].size(), notes);
    for (const std::size_t kind : {1U, 2U})
        fmt::print("  {}: {} symbols, {:.3f} nats each\n", kind == 1 ? "syllables" : "sections",
                   kinds[kind].size(), mean(kinds[kind]));
}

}  // namespace

void judgeEvents(const EventJudgeSettings& settings) {
    torch::set_num_threads(settings.threads);
    const RunSettings run = readRunSettings(settings.run);
    const auto& scores = settings.scores.empty() ? run.corpora : settings.scores;
    const EventCorpus corpus =
        readEventCorpus(scores, 0.1, settings.threads, markingOf(run.config));
    const std::size_t size = WindowOptions{}.symbols;
    const Sequences training = allSequences(corpus.training, size);
    Sequences validation = allSequences(corpus.validation, size);
    Sequences heldOut = allSequences(corpus.heldOut, size);
    Sequences marked = allSequences(corpus.heldOut, size, true);
    if (heldOut.empty()) throw Error(ExitCode::Input, "no held-out scores");
    if (validation.empty()) validation = heldOut;
    // Every so many: pieces of all composers stay among them.
    const auto thin = [](Sequences& sequences, std::size_t most) {
        if (most == 0 || sequences.size() <= most) return;
        Sequences kept;
        for (std::size_t i = 0; i < most; ++i)
            kept.push_back(sequences[i * sequences.size() / most]);
        sequences = std::move(kept);
    };
    thin(heldOut, settings.windows);
    thin(marked, settings.windows);
    thin(validation, 100);
    auto network = loadEventNetwork(settings.run / "best.safetensors");
    network->eval();
    const auto logs = networkLogs(network, heldOut, false);
    const std::size_t notes = notesIn(heldOut);
    fmt::print(
        "held-out composers: {} pieces, {} windows of up to {} events, {} events, {} notes; grid "
        "of twelfths of a quarter, pitches from the tonic, every bar once\n\n{:<34} {:>8} {:>8} "
        "{:>10}\n",
        corpus.heldOut.size(), heldOut.size(), size, logs.size(), notes, "in the order of the page",
        "nats", "bits", "nats/note");
    models::PpmTrainer zero(events::kPlainSymbols, 0, false);
    for (const auto& sequence : training) zero.add(sequence);
    print("counts of order 0", mean(countLogs(zero.model(), heldOut)), logs.size(), notes);
    const auto validationLogs = networkLogs(network, validation, false);
    models::Ppm best;
    double least = 1e30;
    for (const int order : kOrders) {
        const models::Ppm ppm = counted(training, order);
        const double nats = mean(countLogs(ppm, heldOut));
        print(fmt::format("PPM, order {}", order), nats, logs.size(), notes);
        std::fflush(stdout);
        const double valid = mean(countLogs(ppm, validation));
        if (valid >= least) continue;
        least = valid;
        best = ppm;
    }
    print("transformer", mean(logs), logs.size(), notes);
    printMarked(network, marked, notes);
    const auto counts = countLogs(best, heldOut);
    const auto validationCounts = countLogs(best, validation);
    double share = 1.0;
    for (double one = 0.5; one < 1.0; one += 0.05)
        if (meanMixed(validationLogs, validationCounts, one) <
            meanMixed(validationLogs, validationCounts, share))
            share = one;
    print(fmt::format("{:.2f} transformer + {:.2f} PPM {}", share, 1.0 - share, best.order()),
          meanMixed(logs, counts, share), logs.size(), notes);

    const Sequences cut = cutSequences(corpus.heldOut, 150, false);
    const auto filled = networkLogs(network, cut, true);
    const std::size_t answers = notesInAnswers(cut);
    fmt::print("\n{:<34} {:>8} {:>8} {:>10}\n", fmt::format("cells cut out, {} notes", answers),
               "nats", "bits", "nats/note");
    print(fmt::format("PPM, order {}, what is before", best.order()),
          mean(countFillLogs(best, cut)), filled.size(), answers);
    print("transformer, all around", mean(filled), filled.size(), answers);
}

void exportEvents(const EventExportSettings& settings) {
    fs::create_directories(settings.out);
    const fs::path weightsFile = settings.out / "transformer.safetensors";
    const auto best = models::readSafetensors(settings.run / "best.safetensors");
    models::TensorMap tensors;
    for (const auto& [name, tensor] : best.tensors) tensors[name] = tensor.to(torch::kFloat16);
    models::writeSafetensors(weightsFile, tensors,
                             {{"config", best.metadata.at("config")},
                              {"step", best.metadata.at("step")},
                              {"held_out", best.metadata.at("best")}});
    std::vector<std::string> names = {"transformer"};
    if (settings.counts) {
        const RunSettings run = readRunSettings(settings.run);
        const auto& scores = settings.scores.empty() ? run.corpora : settings.scores;
        const EventCorpus corpus = readEventCorpus(scores, 0.1, settings.threads);
        const Sequences training = allSequences(corpus.training, WindowOptions{}.symbols);
        if (training.empty()) throw Error(ExitCode::Input, "no scores to learn from");
        const std::string bytes = ppmBytes(counted(training, settings.order, settings.leastCount));
        models::AtomicFile counts(settings.out / "events.safetensors");
        counts.write(bytes);
        counts.commit();
        names.emplace_back("events");
    }
    const std::string card = "transformer.md";
    const fs::path path = settings.out / "manifest.json";
    auto manifest = nlohmann::json::object();
    if (std::ifstream in(path); in) manifest = nlohmann::json::parse(in);
    manifest["format_version"] = 1;
    for (const std::string& name : names) {
        const fs::path weights = settings.out / (name + ".safetensors");
        manifest["models"][name] = {{"weights", weights.filename().string()},
                                    {"card", card},
                                    {"version", settings.version},
                                    {"sha256", models::sha256File(weights)}};
        fmt::print("{}: {} bytes\n", weights.string(), fs::file_size(weights));
    }
    if (!fs::exists(settings.out / card))
        fmt::print(stderr, "arioso-train: {} has no model card yet: write one\n",
                   (settings.out / card).string());
    models::AtomicFile out(path);
    out.write(manifest.dump(2) + "\n");
    out.commit();
}

}  // namespace arioso::train
