#include "tools/train/statistics/judge_composer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <unordered_set>

#include "src/compose/compose_piece.h"
#include "src/compose/endless_composer.h"
#include "src/compose/study.h"
#include "src/compose/tune_corpus.h"
#include "src/condition/instruments.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

using Tune = std::vector<StudyNote>;

/// The tune of a composed piece; its part is the first.
Tune tuneOf(const Score& score) {
    Tune out;
    for (const Note& note : score.parts.front().notes) {
        if (note.grace != Grace::None) continue;
        StudyNote one;
        one.onset = static_cast<int>(std::lround(note.onset.value() * kTicks));
        one.duration = static_cast<int>(std::lround(note.duration.value() * kTicks));
        one.pitch = static_cast<int>(std::lround(note.pitch));
        one.bar = note.measure;
        out.push_back(one);
    }
    return out;
}

void printOriginality(const std::vector<StudyPiece>& training, const std::vector<Tune>& human,
                      const std::vector<Tune>& composed) {
    fmt::print(
        "\nmelodic n-grams (intervals and length ratios) found in the training tunes, and "
        "composed ones in each other\n{:<8} {:>10} {:>10} {:>10} {:>10} {:>12}\n",
        "notes", "composed", "95 %", "human", "95 %", "each other");
    for (const std::size_t notes : {std::size_t{6}, std::size_t{8}, std::size_t{12}}) {
        TuneIndex index(notes);
        for (std::size_t i = 0; i < training.size(); ++i) index.add(training[i].melody, i);
        const auto shares = [&](const std::vector<Tune>& tunes) {
            std::vector<double> out;
            for (const Tune& tune : tunes)
                if (tune.size() >= notes) out.push_back(100.0 * index.share(tune));
            std::sort(out.begin(), out.end());
            return out;
        };
        const auto mean = [](const std::vector<double>& values) {
            return std::accumulate(values.begin(), values.end(), 0.0) /
                   static_cast<double>(values.size());
        };
        const auto most = [](const std::vector<double>& values) {
            return values[static_cast<std::size_t>(0.95 * static_cast<double>(values.size() - 1))];
        };
        std::vector<double> others;
        for (std::size_t i = 0; i < composed.size(); ++i) {
            TuneIndex rest(notes);
            for (std::size_t k = 0; k < composed.size(); ++k)
                if (k != i) rest.add(composed[k], k);
            others.push_back(100.0 * rest.share(composed[i]));
        }
        const auto ours = shares(composed);
        const auto theirs = shares(human);
        fmt::print("{:<8} {:>8.1f} % {:>8.1f} % {:>8.1f} % {:>8.1f} % {:>10.1f} %\n", notes,
                   mean(ours), most(ours), mean(theirs), most(theirs), mean(others));
    }
}

using Histogram = std::map<int, double>;

Histogram normalised(Histogram histogram) {
    double sum = 0.0;
    for (const auto& [key, value] : histogram) sum += value;
    for (auto& [key, value] : histogram) value /= sum;
    return histogram;
}

/// Area that two distributions have in common.
double overlap(const Histogram& a, const Histogram& b) {
    double sum = 0.0;
    for (const auto& [key, value] : a)
        if (const auto other = b.find(key); other != b.end()) sum += std::min(value, other->second);
    return sum;
}

Histogram histogramOf(const std::vector<Tune>& tunes,
                      const std::function<void(const Tune&, Histogram&)>& count) {
    Histogram out;
    for (const Tune& tune : tunes) {
        Histogram one;
        count(tune, one);
        if (one.empty()) continue;
        // Long pieces count no more than short ones.
        for (const auto& [key, value] : normalised(one)) out[key] += value;
    }
    return normalised(out);
}

void printOverlap(const std::vector<Tune>& human, const std::vector<Tune>& composed) {
    struct Feature {
        const char* name;
        std::function<void(const Tune&, Histogram&)> count;
    };
    const std::vector<Feature> features = {
        {"pitch class above the last note's",
         [](const Tune& tune, Histogram& out) {
             for (const StudyNote& note : tune)
                 out[(note.pitch - tune.back().pitch + 1200) % 12] += 1.0;
         }},
        {"interval",
         [](const Tune& tune, Histogram& out) {
             for (std::size_t i = 1; i < tune.size(); ++i)
                 out[std::clamp(tune[i].pitch - tune[i - 1].pitch, -13, 13)] += 1.0;
         }},
        {"note length against the tune's median",
         [](const Tune& tune, Histogram& out) {
             std::vector<int> lengths;
             for (const StudyNote& note : tune) lengths.push_back(note.duration);
             std::nth_element(lengths.begin(),
                              lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2),
                              lengths.end());
             const double median = lengths[lengths.size() / 2];
             for (const StudyNote& note : tune)
                 out[static_cast<int>(std::lround(2.0 * std::log2(note.duration / median)))] += 1.0;
         }},
        {"compass in semitones, by fours",
         [](const Tune& tune, Histogram& out) {
             const auto [low, high] = std::minmax_element(
                 tune.begin(), tune.end(),
                 [](const StudyNote& a, const StudyNote& b) { return a.pitch < b.pitch; });
             out[(high->pitch - low->pitch) / 4] += 1.0;
         }},
    };
    std::vector<Tune> even;
    std::vector<Tune> odd;
    for (std::size_t i = 0; i < human.size(); ++i) (i % 2 == 0 ? even : odd).push_back(human[i]);
    fmt::print("\noverlap area with held-out human tunes\n{:<40} {:>9} {:>20}\n", "", "composed",
               "human, two halves");
    for (const Feature& feature : features)
        fmt::print("{:<40} {:>9.3f} {:>20.3f}\n", feature.name,
                   overlap(histogramOf(composed, feature.count), histogramOf(human, feature.count)),
                   overlap(histogramOf(even, feature.count), histogramOf(odd, feature.count)));
}

std::vector<std::string> barsOf(const Score& phrase, bool tuneOnly) {
    std::vector<std::string> out(phrase.measures.size());
    for (std::size_t p = 0; p < phrase.parts.size(); ++p) {
        if (tuneOnly && p > 0) break;
        for (const Note& note : phrase.parts[p].notes) {
            const auto bar = static_cast<std::size_t>(note.measure);
            out[bar] +=
                fmt::format("{}:{}:{}:{};", p, (note.onset - phrase.measures[bar].start).value(),
                            note.duration.value(), note.pitch);
        }
    }
    return out;
}

void printRepeats(const std::shared_ptr<const ComposerModel>& model,
                  const JudgeSettings& settings) {
    fmt::print(
        "\nbars repeated exactly, {} phrases without end (first part: bars of two notes or "
        "more)\n{:<28} {:>8} {:>12} {:>16}\n",
        settings.phrases, "", "bars", "all parts", "its first part");
    const auto run = [&](const char* name, const Steering& steering) {
        EndlessComposer composer(model, settings.seed);
        std::unordered_set<std::string> all;
        std::unordered_set<std::string> tunes;
        std::size_t bars = 0;
        std::size_t same = 0;
        std::size_t sameTune = 0;
        double slowest = 0.0;
        double sum = 0.0;
        for (int i = 0; i < settings.phrases; ++i) {
            // Time of this thread: what others do on the machine is not the composer's.
            const std::clock_t begin = std::clock();
            const Score phrase = composer.nextPhrase(steering);
            const double took = 1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
            slowest = std::max(slowest, took);
            sum += took;
            for (const std::string& bar : barsOf(phrase, false)) {
                ++bars;
                same += all.insert(bar).second ? 0 : 1;
            }
            // A bar of one long note is nobody's tune.
            for (const std::string& bar : barsOf(phrase, true))
                if (std::count(bar.begin(), bar.end(), ';') > 1)
                    sameTune += tunes.insert(bar).second ? 0 : 1;
        }
        fmt::print("{:<28} {:>8} {:>12} {:>16}   {:.1f} ms a phrase, slowest {:.1f}\n", name, bars,
                   same, sameTune, sum / settings.phrases, slowest);
    };
    Steering calm;
    calm.valence = 0.4;
    calm.arousal = -0.6;
    run("calm, by mood", calm);
    Steering band;
    band.valence = 0.5;
    band.arousal = 0.9;
    band.drums = true;
    run("energetic with drums", band);
    calm.programs = {0};
    run("calm, piano alone", calm);
    calm.programs = {73};
    calm.tonic = 0;
    run("calm, flute alone, C major", calm);
}

void printMoods(const std::shared_ptr<const ComposerModel>& model, const JudgeSettings& settings) {
    fmt::print(
        "\ncorners of the mood plane, 40 pieces of 16 bars each, keys and tempos free\n"
        "{:<22} {:>8} {:>7} {:>15} {:>14} {:>13} {:>8}\n",
        "valence, arousal", "quarters", "minor", "mean tune pitch", "tune notes a s",
        "all notes a s", "level");
    for (const auto& [valence, arousal] :
         {std::pair{0.8, 0.8}, {-0.8, 0.8}, {-0.8, -0.8}, {0.8, -0.8}}) {
        double tempo = 0.0;
        double minor = 0.0;
        double pitch = 0.0;
        double dense = 0.0;
        double busy = 0.0;
        double level = 0.0;
        constexpr int kPieces = 40;
        for (int i = 0; i < kPieces; ++i) {
            PieceRequest request;
            request.steering.valence = valence;
            request.steering.arousal = arousal;
            request.bars = 16;
            request.seed = settings.seed + static_cast<std::uint64_t>(i);
            const Score score = composePiece(model, request);
            const TempoMap map(score.tempos);
            const double seconds = map.seconds(score.end().value());
            tempo += score.tempos.front().quartersPerMinute;
            minor += score.measures.front().minor ? 1.0 : 0.0;
            double sum = 0.0;
            for (const Note& note : score.parts.front().notes) sum += note.pitch;
            pitch += sum / static_cast<double>(score.parts.front().notes.size());
            dense += static_cast<double>(score.parts.front().notes.size()) / seconds;
            for (const Part& part : score.parts)
                busy += static_cast<double>(part.notes.size()) / seconds;
            level += score.parts.front().dynamics.front().level;
        }
        fmt::print("{:<22} {:>8.0f} {:>5.0f} % {:>15.1f} {:>14.2f} {:>13.2f} {:>8.2f}\n",
                   fmt::format("{:+.1f}, {:+.1f}", valence, arousal), tempo / kPieces,
                   100.0 * minor / kPieces, pitch / kPieces, dense / kPieces, busy / kPieces,
                   level / kPieces);
    }
}

}  // namespace

Steering variedSteering(int piece) {
    static constexpr std::array<std::pair<int, int>, 4> kMetres = {
        {{4, 4}, {3, 4}, {2, 4}, {6, 8}}};
    Steering steering;
    steering.valence = -0.8 + 0.4 * (piece % 5);
    steering.arousal = -0.8 + 0.4 * (piece / 5 % 5);
    const auto& metre = kMetres[static_cast<std::size_t>(piece / 25 % 4)];
    steering.beats = metre.first;
    steering.beatType = metre.second;
    return steering;
}

void judgeComposer(const JudgeSettings& settings) {
    const InstrumentTable instruments = InstrumentTable::load(settings.instruments);
    const auto model = ComposerModel::load(settings.model, instruments);
    printMoods(model, settings);
    printRepeats(model, settings);
    if (settings.scores.empty()) return;
    const StudyCorpus corpus = readStudyCorpus(settings.scores, settings.heldOut, settings.threads);
    std::vector<Tune> human;
    for (const StudyPiece& piece : corpus.heldOut)
        if (piece.melody.size() >= 24) human.push_back(piece.melody);
    std::vector<Tune> composed;
    for (int i = 0; i < settings.pieces; ++i) {
        PieceRequest request;
        request.steering = variedSteering(i);
        request.seed = settings.seed + static_cast<std::uint64_t>(i);
        composed.push_back(tuneOf(composePiece(model, request)));
    }
    fmt::print("\n{} composed tunes of 32 bars, {} held-out human tunes, {} training pieces\n",
               composed.size(), human.size(), corpus.training.size());
    printOriginality(corpus.training, human, composed);
    printOverlap(human, composed);
}

}  // namespace arioso::train
