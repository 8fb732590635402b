#include "tools/train/compare_writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "src/writer/transformer_writer.h"
#include "tools/train/config.h"
#include "tools/train/event_network.h"
#include "tools/train/reinforce.h"
#include "tools/train/reward/note_shapes.h"
#include "tools/train/rollout.h"

namespace arioso::train {
namespace {

using Sequences = std::vector<std::vector<int>>;

constexpr double kNormal = 1.96;  // quantile for 95 %

/// What one writer wrote: a row a prompt.
struct Written {
    std::vector<double> rewards;
    std::vector<RewardTerms> terms;
    NoteShapes shapes;
    double finished = 0.0;
    double logProbability = 0.0;
    double symbols = 0.0;
    double inOrder = 0.0;  ///< nats an event
    double filling = 0.0;
};

std::string columns(const std::string& name, const std::vector<std::string>& cells) {
    std::string out = fmt::format("| {} |", name);
    for (const std::string& cell : cells) out += fmt::format(" {} |", cell);
    return out;
}

double meanOf(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(std::max<std::size_t>(1, values.size()));
}

/// "+0.012 ± 0.008": mean and 95 % interval of the differences prompt by prompt.
std::string difference(const std::vector<double>& one, const std::vector<double>& other) {
    std::vector<double> differences;
    for (std::size_t i = 0; i < one.size(); ++i) differences.push_back(other[i] - one[i]);
    const double mean = meanOf(differences);
    double square = 0.0;
    for (const double value : differences) square += (value - mean) * (value - mean);
    const auto count = static_cast<double>(differences.size());
    const double error = count > 1.0 ? kNormal * std::sqrt(square / (count - 1.0) / count) : 0.0;
    return fmt::format("{:+.3f} ± {:.3f}", mean, error);
}

std::vector<double> columnOf(const std::vector<RewardTerms>& rows, std::size_t term) {
    std::vector<double> out;
    for (const RewardTerms& row : rows) out.push_back(row[term]);
    return out;
}

Sequences thinned(const Sequences& all, std::size_t most) {
    if (most == 0 || all.size() <= most) return all;
    Sequences out;
    for (std::size_t i = 0; i < most; ++i) out.push_back(all[i * all.size() / most]);
    return out;
}

}  // namespace

void compareWriters(const CompareSettings& settings) {
    if (settings.weights.empty()) throw Error(ExitCode::Usage, "--weights is required");
    torch::set_num_threads(settings.threads);
    const TuneLibrary library = TuneLibrary::load(settings.models);
    const AffectModel affect = AffectModel::load(settings.models);
    const Listener listener = Listener::load(settings.models);
    const Reward reward(&library, &affect, &listener, rewardWeights(settings.config));
    std::vector<models::SequenceTransformer> networks;
    for (const auto& [name, file] : settings.weights) {
        networks.push_back(loadEventNetwork(file));
        networks.back()->eval();
    }
    const EventCorpus corpus = readEventCorpus(
        settings.scores, setting(settings.config, "data", "held_out", 0.1), settings.threads);
    if (corpus.heldOut.empty()) throw Error(ExitCode::Input, "no held-out scores");
    PromptOptions options;
    options.symbols = setting(settings.config, "rollouts", "symbols", options.symbols);
    options.answer = setting(settings.config, "rollouts", "answer", options.answer);
    const auto longest = setting<std::size_t>(settings.config, "rollouts", "longest", 220);
    const auto prompts =
        drawPrompts(corpus.heldOut, options, reward, settings.seed, settings.prompts);
    const Sequences inOrder =
        thinned(allSequences(corpus.heldOut, WindowOptions{}.symbols), settings.windows);
    Sequences cut;
    WindowOptions filling;
    filling.cutShare = 1.0;
    filling.silentControls = 0.0;
    for (std::uint64_t i = 0; i < settings.windows; ++i) {
        models::RandomStream random(1, i);
        cut.push_back(drawSequence(corpus.heldOut, filling, random));
    }

    Written people;
    for (const Prompt& prompt : prompts) {
        people.terms.push_back(reward.terms(prompt.piece, prompt.cut, prompt.reference));
        people.rewards.push_back(reward.total(people.terms.back()));
        people.shapes.add(passageOf(prompt.piece, prompt.cut));
    }
    std::vector<Written> written(networks.size());
    for (std::size_t n = 0; n < networks.size(); ++n) {
        Written& out = written[n];
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            models::RandomStream random(settings.seed, settings.prompts + i);
            const Prompt& prompt = prompts[i];
            const Rollouts one = rollOut(networks[n], prompt, 1,
                                         {settings.temperature, 0, settings.topP}, longest, random);
            const bool finished = one.finished.front() != 0;
            const RewardTerms terms =
                finished ? reward.terms(one.pieces.front(), prompt.cut, prompt.reference)
                         : RewardTerms{};
            out.terms.push_back(terms);
            out.rewards.push_back(reward.total(terms));
            out.finished += finished ? 1.0 : 0.0;
            out.logProbability += one.logProbability;
            out.symbols += static_cast<double>(one.lengths.front());
            if (finished) out.shapes.add(passageOf(one.pieces.front(), prompt.cut));
        }
        out.inOrder = meanEventCost(networks[n], inOrder);
        out.filling = meanEventCost(networks[n], cut);
        fmt::print(stderr, "{}: done\n", settings.weights[n].first);
    }

    fmt::print(
        "{} prompts from {} held-out pieces, temperature {}, top-p {}, seed {}; likelihood of {} "
        "windows in order and {} with cells cut out\n\n",
        prompts.size(), corpus.heldOut.size(), settings.temperature, settings.topP, settings.seed,
        inOrder.size(), cut.size());
    std::vector<std::string> head = {"people"};
    for (const auto& [name, file] : settings.weights) head.push_back(name);
    for (std::size_t n = 1; n < networks.size(); ++n)
        head.push_back(
            fmt::format("{} less {}", settings.weights[n].first, settings.weights.front().first));
    std::string rule = "|---|";
    for (std::size_t i = 0; i < head.size(); ++i) rule += "---:|";
    fmt::print("{}\n{}\n", columns("", head), rule);
    const auto row = [&](const std::string& name, const std::string& human, const auto& of) {
        std::vector<std::string> cells = {human};
        for (const Written& one : written) cells.push_back(of(one));
        cells.resize(head.size());
        fmt::print("{}\n", columns(name, cells));
    };
    const auto paired = [&](const std::string& name, const auto& of) {
        std::vector<std::string> cells = {fmt::format("{:.3f}", meanOf(of(people)))};
        for (const Written& one : written) cells.push_back(fmt::format("{:.3f}", meanOf(of(one))));
        for (std::size_t n = 1; n < written.size(); ++n)
            cells.push_back(difference(of(written.front()), of(written[n])));
        fmt::print("{}\n", columns(name, cells));
    };
    paired("**reward**", [](const Written& one) { return one.rewards; });
    for (std::size_t term = 0; term < kRewardTerms; ++term)
        paired(fmt::format("{}{}", rewardTermNames()[term], term >= kFirstGuard ? " (guard)" : ""),
               [term](const Written& one) { return columnOf(one.terms, term); });
    const auto overlap = [&](const std::string& name, double NoteShapes::Overlap::*which) {
        row(name, "1", [&](const Written& one) {
            return fmt::format("{:.3f}", people.shapes.overlap(one.shapes).*which);
        });
    };
    row("finished", "", [&](const Written& one) {
        return fmt::format("{:.1f} %", 100.0 * one.finished / static_cast<double>(prompts.size()));
    });
    overlap("overlap of note lengths", &NoteShapes::Overlap::lengths);
    overlap("overlap of melodic intervals", &NoteShapes::Overlap::intervals);
    overlap("overlap of degrees", &NoteShapes::Overlap::degrees);
    overlap("overlap of places in the beat", &NoteShapes::Overlap::places);
    const auto shape = [&](const std::string& name, const char* format, const auto& of) {
        row(name, fmt::format(fmt::runtime(format), of(people.shapes)),
            [&](const Written& one) { return fmt::format(fmt::runtime(format), of(one.shapes)); });
    };
    shape("notes a prompt", "{:.1f}",
          [](const NoteShapes& s) { return s.notes() / std::max(1.0, s.passages()); });
    shape("silent bars, %", "{:.2f}", [](const NoteShapes& s) { return 100.0 * s.silentBars(); });
    shape("runs of four notes said again, %", "{:.2f}",
          [](const NoteShapes& s) { return 100.0 * s.repeatedRuns(); });
    shape("entropy of intervals, bits", "{:.3f}",
          [](const NoteShapes& s) { return s.intervalEntropy(); });
    row("ln P of what it wrote, a symbol", "", [](const Written& one) {
        return fmt::format("{:.3f}", one.logProbability / std::max(1.0, one.symbols));
    });
    row("held-out nats an event, in order", "",
        [](const Written& one) { return fmt::format("{:.4f}", one.inOrder); });
    row("held-out nats an event, with cells cut out", "",
        [](const Written& one) { return fmt::format("{:.4f}", one.filling); });
}

}  // namespace arioso::train
