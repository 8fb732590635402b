#include "tools/train/harmony/train_harmony.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "src/compose/tune_corpus.h"
#include "src/harmony/beat_chords.h"
#include "src/harmony/harmony_chain.h"
#include "src/harmony/harmony_learn.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStates = kChords;

struct Example {
    HarmonySequence sequence;
    bool symbols = false;    ///< chords written by people
    bool validates = false;  ///< of a composer that the fitting of the trust leaves out of counting
};

std::vector<Example> examplesOf(const std::vector<StudyPiece>& pieces) {
    constexpr double kValidation = 0.12;
    std::vector<Example> out;
    for (const StudyPiece& piece : pieces) {
        const bool validates = isHeldOut("validation " + piece.composer, piece.title, kValidation);
        for (HarmonySequence& sequence : harmonySequences(piece))
            out.push_back({std::move(sequence), piece.symbols, validates});
    }
    return out;
}

std::size_t piecesWith(const std::vector<StudyPiece>& pieces) {
    return static_cast<std::size_t>(
        std::count_if(pieces.begin(), pieces.end(),
                      [](const StudyPiece& piece) { return !harmonySequences(piece).empty(); }));
}

std::vector<HarmonySequence> sequencesOf(const std::vector<Example>& examples, bool all) {
    std::vector<HarmonySequence> out;
    for (const Example& one : examples)
        if (all || !one.validates) out.push_back(one.sequence);
    return out;
}

HarmonyChain chainOf(const HarmonyTables& tables, const HarmonySequence& sequence) {
    const std::vector<SlotKey> keys(sequence.grid.size(), SlotKey{0, sequence.minor});
    return harmonyChain(tables, sequence.grid, sequence.melody, keys, {});
}

/// Nats a slot of the chords of some sequences, every `stride`-th of them.
double costOf(const HarmonyTables& tables, const std::vector<Example>& examples,
              std::size_t stride) {
    double nats = 0.0;
    double slots = 0.0;
    for (std::size_t i = 0; i < examples.size(); i += stride) {
        const HarmonySequence& sequence = examples[i].sequence;
        nats -= logPosterior(chainOf(tables, sequence), sequence.chords);
        slots += static_cast<double>(sequence.chords.size());
    }
    return slots > 0.0 ? nats / slots : 0.0;
}

double fitTrust(const std::vector<Example>& examples) {
    HarmonyTables tables = learnHarmony(sequencesOf(examples, false));
    std::vector<Example> validation;
    for (const Example& one : examples)
        if (one.validates) validation.push_back(one);
    const std::size_t stride = std::max<std::size_t>(1, validation.size() / 250);
    double best = 1.0;
    double least = 1e9;
    for (const double trust : {0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2}) {
        tables.trust = trust;
        const double cost = costOf(tables, validation, stride);
        fmt::print("trust {:.1f}: {:.3f} nats a beat on composers left out of counting\n", trust,
                   cost);
        if (cost >= least) continue;
        least = cost;
        best = trust;
    }
    return best;
}

/// Chords beat by beat without durations, for comparison: a Markov chain of order 1 and counts.
struct PlainChords {
    std::array<std::vector<double>, 2> share;
    std::array<models::HiddenChain, 2> chain;
};

PlainChords countPlain(const std::vector<HarmonySequence>& sequences) {
    PlainChords out;
    for (std::size_t mode = 0; mode < 2; ++mode) {
        std::vector<double> single(kStates, 0.5);
        std::vector<double> first(kStates, 0.0);
        std::vector<double> pairs(kStates * kStates, 0.0);
        for (const HarmonySequence& sequence : sequences) {
            if (sequence.minor != (mode == 1)) continue;
            for (std::size_t t = 0; t < sequence.chords.size(); ++t) {
                const auto chord = static_cast<std::size_t>(sequence.chords[t]);
                single[chord] += 1.0;
                if (t == 0) {
                    first[chord] += 1.0;
                } else {
                    pairs[static_cast<std::size_t>(sequence.chords[t - 1]) * kStates + chord] +=
                        1.0;
                }
            }
        }
        double total = 0.0;
        for (const double one : single) total += one;
        for (double& one : single) one /= total;
        const auto smooth = [&](std::span<const double> counts, std::size_t chord) {
            double sum = 0.0;
            double kinds = 0.0;
            for (const double one : counts) {
                sum += one;
                kinds += one > 0.0 ? 1.0 : 0.0;
            }
            kinds = std::max(1.0, kinds);
            return std::log((counts[chord] + kinds * single[chord]) / (sum + kinds));
        };
        models::HiddenChain& chain = out.chain[mode];
        chain.transition = models::LogTable(kStates, kStates);
        for (std::size_t a = 0; a < kStates; ++a) {
            chain.initial.push_back(smooth(first, a));
            for (std::size_t b = 0; b < kStates; ++b)
                chain.transition.at(a, b) =
                    smooth(std::span(pairs).subspan(a * kStates, kStates), b);
        }
        out.share[mode] = std::move(single);
    }
    return out;
}

double pathLog(const models::HiddenChain& chain, const std::vector<int>& chords,
               const models::LogTable* evidence) {
    double sum = 0.0;
    for (std::size_t t = 0; t < chords.size(); ++t) {
        const auto chord = static_cast<std::size_t>(chords[t]);
        sum += t == 0 ? chain.initial[chord]
                      : chain.transition.at(static_cast<std::size_t>(chords[t - 1]), chord);
        if (evidence != nullptr) sum += evidence->at(t, chord);
    }
    return sum;
}

struct Figures {
    double slots = 0.0;
    double changes = 0.0;
    double independent = 0.0;
    double markov = 0.0;
    double semiMarkov = 0.0;
    double hidden = 0.0;
    double hiddenSemi = 0.0;
    double sameChord = 0.0;
    double sameRoot = 0.0;
    double commonest = 0.0;
};

void measure(const HarmonyTables& tables, const PlainChords& plain, const HarmonySequence& sequence,
             Figures& out) {
    const std::size_t mode = sequence.minor ? 1 : 0;
    const HarmonyChain harmony = chainOf(tables, sequence);
    out.slots += static_cast<double>(sequence.chords.size());
    out.changes += 1.0;
    for (std::size_t t = 0; t < sequence.chords.size(); ++t) {
        if (t > 0 && sequence.chords[t] != sequence.chords[t - 1]) out.changes += 1.0;
        out.independent -=
            std::log(plain.share[mode][static_cast<std::size_t>(sequence.chords[t])]);
        if (sequence.chords[t] == 0) out.commonest += 1.0;
    }
    out.markov -= pathLog(plain.chain[mode], sequence.chords, nullptr);
    HarmonyChain deaf = harmony;
    std::fill(deaf.evidence.values.begin(), deaf.evidence.values.end(), 0.0);
    out.semiMarkov -= logPosterior(deaf, sequence.chords);
    out.hidden -= pathLog(plain.chain[mode], sequence.chords, &harmony.evidence) -
                  plain.chain[mode].logLikelihood(harmony.evidence);
    out.hiddenSemi -= logPosterior(harmony, sequence.chords);
    const std::vector<int> best = models::statesOf(harmony.chain.viterbi(harmony.evidence));
    for (std::size_t t = 0; t < best.size(); ++t) {
        out.sameChord += best[t] == sequence.chords[t] ? 1.0 : 0.0;
        out.sameRoot += best[t] / kQualities == sequence.chords[t] / kQualities ? 1.0 : 0.0;
    }
}

void printFigures(const char* name, const Figures& f) {
    if (f.slots == 0.0) return;
    fmt::print(
        "{:<24} {:>7.0f} {:>7.0f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f} {:>8.3f}"
        " {:>6.1f} % {:>6.1f} % {:>6.1f} %\n",
        name, f.slots, f.changes, f.independent / f.slots, f.markov / f.slots,
        f.semiMarkov / f.slots, f.hidden / f.slots, f.hiddenSemi / f.slots,
        f.hiddenSemi / f.changes, 100.0 * f.sameChord / f.slots, 100.0 * f.sameRoot / f.slots,
        100.0 * f.commonest / f.slots);
}

void printHeldOut(const HarmonyTables& tables, const PlainChords& plain,
                  const std::vector<Example>& heldOut) {
    std::array<Figures, 2> all;
    std::array<Figures, 2> written;
    for (const Example& one : heldOut) {
        const std::size_t mode = one.sequence.minor ? 1 : 0;
        measure(tables, plain, one.sequence, all[mode]);
        if (one.symbols) measure(tables, plain, one.sequence, written[mode]);
    }
    fmt::print(
        "\n-1/T ln P(chords | melody), nats a beat; the last figure but three: nats a change of "
        "chord\n{:<24} {:>7} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n",
        "held out", "beats", "changes", "indep.", "Markov", "semi-M.", "HMM", "HSMM", "a change",
        "chord", "root", "tonic");
    printFigures("major", all[0]);
    printFigures("minor", all[1]);
    printFigures("major, written symbols", written[0]);
    printFigures("minor, written symbols", written[1]);
}

}  // namespace

void trainHarmony(const HarmonySettings& settings) {
    const StudyCorpus corpus =
        readStudyCorpus(settings.scores, settings.heldOut, settings.threads, findBeatChords);
    const std::vector<Example> training = examplesOf(corpus.training);
    const std::vector<Example> heldOut = examplesOf(corpus.heldOut);
    if (training.empty()) throw Error(ExitCode::Input, "no melodies with chords to learn from");
    fmt::print(
        "{} files: {} unreadable, {} duplicates left out; {} stretches of one key in {} pieces to "
        "learn from, {} in {} held out, split by composer\n",
        corpus.files, corpus.unreadable, corpus.duplicates, training.size(),
        piecesWith(corpus.training), heldOut.size(), piecesWith(corpus.heldOut));
    const double trust = fitTrust(training);
    const std::vector<HarmonySequence> sequences = sequencesOf(training, true);
    HarmonyTables tables = learnHarmony(sequences);
    tables.trust = trust;
    // What is measured is what is stored.
    const std::string bytes = harmonyBytes(tables);
    printHeldOut(*parseHarmony(bytes, "harmony"), countPlain(sequences), heldOut);
    writeComposerWeights(settings.out, "harmony", bytes, settings.version);
    fmt::print("\n{}: {} bytes\n", (settings.out / "harmony.safetensors").string(), bytes.size());
}

}  // namespace arioso::train
