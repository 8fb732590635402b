#include "tools/train/statistics/judge_melodies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include "dsp/error.h"
#include "dsp/philox.h"
#include "src/compose/melody_model.h"
#include "tools/train/statistics/melody_corpus.h"
#include "tools/train/statistics/melody_counts.h"

namespace arioso::train {
namespace {

constexpr int kBlendSteps = 7;

/// Every so many of a list, so that at most `most` are left.
std::vector<const MelodyWindow*> someOf(const std::vector<MelodyWindow>& windows,
                                        std::size_t most) {
    std::vector<const MelodyWindow*> out;
    const std::size_t every = std::max<std::size_t>(1, (windows.size() + most - 1) / most);
    for (std::size_t i = 0; i < windows.size(); i += every) out.push_back(&windows[i]);
    return out;
}

WindowRequest requestFor(const MelodyWindow& window, MelodyLatent place, bool chords) {
    WindowRequest request;
    request.place = std::move(place);
    request.window.metre = window.melodyMetre();
    request.minor = window.minor ? 1.0F : 0.0F;
    if (chords) request.chords.assign(window.chords.begin(), window.chords.end());
    return request;
}

MelodyLatent sampled(const models::MelodyNetwork::Posterior& posterior, std::uint64_t seed,
                     std::size_t number) {
    const dsp::Philox noise(seed, number);
    MelodyLatent place = posterior.mean;
    for (std::size_t i = 0; i < place.size(); ++i)
        place[i] += posterior.deviation[i] * noise.normal(i);
    return place;
}

double divergenceOf(const models::MelodyNetwork::Posterior& posterior) {
    double sum = 0.0;
    for (std::size_t i = 0; i < posterior.mean.size(); ++i) {
        const double variance =
            static_cast<double>(posterior.deviation[i]) * posterior.deviation[i];
        sum += 0.5 * (static_cast<double>(posterior.mean[i]) * posterior.mean[i] + variance - 1.0 -
                      std::log(variance));
    }
    return sum;
}

/// How well cells are rebuilt, summed over windows.
struct Fit {
    double cells = 0.0;
    double rightCells = 0.0;
    double onsets = 0.0;       // cells with an onset in the original
    double rightOnsets = 0.0;  // of these, the same symbol
    double written = 0.0;      // cells with an onset in the copy
    double nats = 0.0;

    void add(const std::vector<int>& truth, const std::vector<int>& copy) {
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const bool right = truth[i] == copy[i];
            cells += 1.0;
            rightCells += right ? 1.0 : 0.0;
            onsets += truth[i] >= kCellPitch ? 1.0 : 0.0;
            written += copy[i] >= kCellPitch ? 1.0 : 0.0;
            rightOnsets += truth[i] >= kCellPitch && right ? 1.0 : 0.0;
        }
    }
    void print(const char* what) const {
        fmt::print("  {:<46} {:6.2f} % {:6.2f} %   {:.3f}\n", what, 100.0 * rightCells / cells,
                   100.0 * rightOnsets / onsets, 2.0 * rightOnsets / (onsets + written));
    }
};

/// Likeliest symbols given the true ones before, and the cost of the true ones.
std::vector<int> forced(const MelodyModel& model, const MelodyWindow& window,
                        const WindowRequest& request, double& nats) {
    const auto conditions = melodyConditions(request.window.metre, request.minor, request.chords);
    const std::vector<int> past(window.past.begin(), window.past.end());
    models::MelodyDecoder decoder(model.network, request.place, conditions, past);
    std::vector<int> out;
    for (const std::uint8_t truth : window.cells) {
        const std::vector<float>& logits = decoder.logits();
        const auto top = std::max_element(logits.begin(), logits.end());
        double sum = 0.0;
        for (const float value : logits) sum += std::exp(static_cast<double>(value) - *top);
        nats += std::log(sum) + *top - logits[truth];
        out.push_back(static_cast<int>(top - logits.begin()));
        decoder.take(truth);
    }
    return out;
}

std::vector<int> written(const MelodyModel& model, const MelodyWindow& window,
                         const WindowRequest& request, double temperature, std::uint64_t seed,
                         std::size_t number) {
    const std::vector<int> past(window.past.begin(), window.past.end());
    models::RandomStream random(seed, number);
    return writeWindow(model, request, past, temperature, random).cells;
}

void judgeRebuilding(const MelodyModel& model, const std::vector<const MelodyWindow*>& windows,
                     std::uint64_t seed) {
    Fit forcedMean, forcedChords, free, freeChords, drawn;
    double nats = 0.0;
    double natsChords = 0.0;
    double divergence = 0.0;
    double unused = 0.0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const MelodyWindow& window = *windows[i];
        const std::vector<int> truth = window.cellList();
        const auto posterior = model.network.encode(truth, conditionsOf(window, false));
        divergence += divergenceOf(posterior);
        const WindowRequest plain = requestFor(window, posterior.mean, false);
        const WindowRequest told = requestFor(window, posterior.mean, true);
        forcedMean.add(truth, forced(model, window, plain, unused));
        forcedChords.add(truth, forced(model, window, told, unused));
        free.add(truth, written(model, window, plain, 0.0, seed, i));
        freeChords.add(truth, written(model, window, told, 0.0, seed, i));
        const MelodyLatent place = sampled(posterior, seed, i);
        drawn.add(truth, written(model, window, requestFor(window, place, false), 1.0, seed, i));
        forced(model, window, requestFor(window, place, false), nats);
        forced(model, window, requestFor(window, place, true), natsChords);
    }
    const auto count = static_cast<double>(windows.size());
    fmt::print("reconstruction of {} held-out windows ({:.0f} cells, {:.0f} notes)\n",
               windows.size(), free.cells, free.onsets);
    fmt::print("  {:<46} {:>8} {:>8}   {}\n", "", "cells", "notes", "F1 of notes");
    forcedMean.print("true cells before, likeliest");
    forcedChords.print("true cells before, likeliest, told the chords");
    free.print("its own cells before, likeliest");
    freeChords.print("its own cells before, likeliest, chords");
    drawn.print("place and symbols drawn (temperature 1)");
    const auto line = [&](const char* what, double rebuilt) {
        fmt::print("  {:<30} {:8.3f} {:8.3f} {:8.3f} {:8.4f} {:8.3f}\n", what, rebuilt / count,
                   divergence / count, (rebuilt + divergence) / count,
                   (rebuilt + divergence) / free.cells, (rebuilt + divergence) / free.onsets);
    };
    fmt::print("nats (bound on -ln P)\n  {:<30} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "", "rebuilt",
               "KL", "melody", "cell", "note");
    line("VAE", nats);
    line("VAE, told the chords", natsChords);
}

void judgeCounts(const std::map<int, MelodyCounts>& counts,
                 const std::vector<const MelodyWindow*>& windows) {
    double cells = 0.0;
    double notes = 0.0;
    for (const MelodyWindow* window : windows) {
        cells += static_cast<double>(window->cells.size());
        notes += static_cast<double>(std::count_if(window->cells.begin(), window->cells.end(),
                                                   [](int s) { return s >= kCellPitch; }));
    }
    for (const auto& [order, model] : counts) {
        double nats = 0.0;
        for (const MelodyWindow* window : windows) nats += model.cost(*window);
        fmt::print("  {:<30} {:>8} {:>8} {:8.3f} {:8.4f} {:8.3f}\n",
                   fmt::format("PPM, order {}", order), "", "",
                   nats / static_cast<double>(windows.size()), nats / cells, nats / notes);
    }
}

int different(const std::vector<int>& a, const std::vector<int>& b) {
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) count += a[i] == b[i] ? 0 : 1;
    return count;
}

/// Way of a blend, step by step, summed over pairs.
struct Way {
    double ends = 0.0;      // cells in which the ends differ
    double steps = 0.0;     // and the steps from each to the next
    double largest = 0.0;   // the largest of these
    double nats = 0.0;      // of the steps between, by counts
    double melodies = 0.0;  // between
    double again = 0.0;     // steps that are as the one before, or an end

    void add(const std::vector<std::vector<int>>& way, const MelodyWindow& like,
             const MelodyCounts& counts) {
        ends += different(way.front(), way.back());
        int most = 0;
        for (std::size_t i = 1; i < way.size(); ++i) {
            const int step = different(way[i - 1], way[i]);
            steps += step;
            most = std::max(most, step);
            again += step == 0 ? 1.0 : 0.0;
        }
        largest += most;
        for (std::size_t i = 1; i + 1 < way.size(); ++i) {
            MelodyWindow window = like;
            window.cells.assign(way[i].begin(), way[i].end());
            nats += counts.cost(window);
            melodies += 1.0;
        }
    }
    void print(const char* what, double pairs) const {
        fmt::print("  {:<34} {:8.2f} {:8.2f} {:8.2f} {:8.2f} {:8.1f} %\n", what,
                   steps / pairs / (kBlendSteps + 1), largest / pairs, steps / ends,
                   nats / melodies, 100.0 * again / (pairs * (kBlendSteps + 1)));
    }
};

void judgeBlending(const MelodyModel& model, const MelodyCorpusSet& heldOut,
                   const MelodyCounts& counts, const MelodyJudgeSettings& settings) {
    std::map<std::pair<int, bool>, std::vector<const MelodyWindow*>> alike;
    for (const MelodyWindow& window : heldOut.windows)
        alike[{window.metre, window.minor}].push_back(&window);
    models::RandomStream random(settings.seed, 1U << 30U);
    Way blended, straight, mixed;
    double cost = 0.0;
    double pairs = 0.0;
    const auto count = static_cast<int>(heldOut.windows.size());
    while (pairs < static_cast<double>(settings.pairs)) {
        const auto& a = heldOut.windows[static_cast<std::size_t>(random.below(count))];
        const auto& list = alike[{a.metre, a.minor}];
        const auto& b =
            *list[static_cast<std::size_t>(random.below(static_cast<int>(list.size())))];
        // A pair of one work may be one melody twice.
        if (a.piece == b.piece) continue;
        const auto from = model.network.encode(a.cellList(), conditionsOf(a, false)).mean;
        const auto to = model.network.encode(b.cellList(), conditionsOf(b, false)).mean;
        std::vector<double> turns(a.cells.size());
        for (double& turn : turns) turn = random.uniform();
        std::vector<std::vector<int>> way{a.cellList()}, line{a.cellList()}, mix{a.cellList()};
        for (int step = 1; step <= kBlendSteps; ++step) {
            const double share = static_cast<double>(step) / (kBlendSteps + 1);
            MelodyLatent between(from.size());
            for (std::size_t i = 0; i < between.size(); ++i)
                between[i] = static_cast<float>((1.0 - share) * from[i] + share * to[i]);
            way.push_back(written(model, a, requestFor(a, spherical(from, to, share), false), 0.0,
                                  settings.seed, 0));
            line.push_back(written(model, a, requestFor(a, between, false), 0.0, settings.seed, 0));
            std::vector<int> cells = a.cellList();
            for (std::size_t i = 0; i < cells.size(); ++i)
                if (turns[i] < share) cells[i] = b.cells[i];
            mix.push_back(std::move(cells));
        }
        way.push_back(b.cellList());
        line.push_back(b.cellList());
        mix.push_back(b.cellList());
        blended.add(way, a, counts);
        straight.add(line, a, counts);
        mixed.add(mix, a, counts);
        cost += 0.5 * (counts.cost(a) + counts.cost(b));
        pairs += 1.0;
    }
    fmt::print(
        "blends of {:.0f} pairs of held-out works in {} steps (ends differ in {:.1f} cells)\n"
        "  {:<34} {:>8} {:>8} {:>8} {:>8} {:>10}\n",
        pairs, kBlendSteps, blended.ends / pairs, "", "a step", "largest", "of ends", "nats",
        "no change");
    blended.print("VAE, spherical", pairs);
    straight.print("VAE, straight line", pairs);
    mixed.print("mix of the cells of both", pairs);
    fmt::print("  {:<34} {:>8} {:>8} {:>8} {:8.2f}\n", "the ends themselves", "", "", "",
               cost / pairs);
}

void judgeShifting(const MelodyModel& model, const std::vector<const MelodyWindow*>& windows) {
    constexpr std::array<double, 5> kShifts{-2.0, -1.0, 0.0, 1.0, 2.0};
    fmt::print(
        "attributes of {} held-out windows, rebuilt after a shift by so many standard deviations; "
        "in these, and what is left of the cells\n  {:<12} {:>7}",
        windows.size(), "", "before");
    for (const double shift : kShifts) fmt::print(" {:>+16.0f}", shift);
    fmt::print("\n");
    for (std::size_t k = 0; k < kMelodyAttributes; ++k) {
        std::array<double, kShifts.size()> sums{};
        std::array<double, kShifts.size()> same{};
        double before = 0.0;
        double cells = 0.0;
        const auto standard = [&](const std::vector<int>& list) {
            MelodyMeasures measures = measureCells(list);
            addAffect(measures, model.scale);
            return (measures[k] - model.scale.mean[k]) / model.scale.deviation[k];
        };
        for (const MelodyWindow* window : windows) {
            const std::vector<int> truth = window->cellList();
            const auto place = model.network.encode(truth, conditionsOf(*window, false)).mean;
            before += standard(truth);
            cells += static_cast<double>(truth.size());
            for (std::size_t s = 0; s < kShifts.size(); ++s) {
                MelodyLatent moved = place;
                shift(model, moved, static_cast<MelodyAttribute>(k), kShifts[s]);
                const auto copy =
                    written(model, *window, requestFor(*window, moved, false), 0.0, 1, 0);
                sums[s] += standard(copy);
                same[s] += static_cast<double>(truth.size()) - different(truth, copy);
            }
        }
        const auto count = static_cast<double>(windows.size());
        fmt::print("  {:<12} {:+7.2f}", nameOf(static_cast<MelodyAttribute>(k)), before / count);
        for (std::size_t s = 0; s < kShifts.size(); ++s)
            fmt::print(" {:+7.2f} ({:4.0f} %)", sums[s] / count, 100.0 * same[s] / cells);
        fmt::print("\n");
    }
}

}  // namespace

void judgeMelodies(const MelodyJudgeSettings& settings) {
    const auto model = loadMelodyModel(settings.model);
    const MelodyCorpus corpus =
        readMelodyCorpus(settings.scores, settings.heldOut, settings.threads);
    if (corpus.heldOut.windows.empty())
        throw Error(ExitCode::Input, "no held-out tunes in these scores");
    const auto windows = someOf(corpus.heldOut.windows, settings.windows);
    judgeRebuilding(*model, windows, settings.seed);
    std::map<int, MelodyCounts> counts;
    for (const int order : {0, 2, 4, 6, 8})
        counts.emplace(order, MelodyCounts(corpus.training.windows, order));
    judgeCounts(counts, windows);
    judgeBlending(*model, corpus.heldOut, counts.at(4), settings);
    judgeShifting(*model, someOf(corpus.heldOut.windows, settings.shifted));
}

}  // namespace arioso::train
