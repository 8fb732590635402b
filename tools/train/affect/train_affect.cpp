#include "tools/train/affect/train_affect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "dsp/error.h"
#include "models/ridge.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
#include "src/compose/tune_corpus.h"
#include "src/score/reader.h"
#include "tools/common/parallel.h"
#include "tools/train/affect/affect_labels.h"
#include "tools/train/affect/quadrants.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;
using models::fitRidge;
using models::Ridge;

constexpr std::size_t kFolds = 5;
constexpr std::array kPenalties = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0};

struct Song : LabelledSong {
    std::vector<double> features;  // empty = not read
    std::size_t fold = 0;
};

/// Those that have a label of an axis.
std::vector<Song> labelled(const std::vector<Song>& songs, std::size_t axis) {
    std::vector<Song> out;
    for (const Song& song : songs)
        if (song.labelled[axis]) out.push_back(song);
    return out;
}

void readSongs(std::vector<Song>& songs, int threads) {
    parallelFor(
        songs.size(), threads, [] {},
        [&](std::size_t i) {
            try {
                const Score score = readScore(songs[i].file, ReadOptions(RepeatMode::None));
                songs[i].features = affectFeatures(score);
            } catch (const Error&) {
                songs[i].features.clear();  // a collection always has some that are damaged
            }
        });
    const std::size_t all = songs.size();
    std::erase_if(songs, [](const Song& song) { return song.features.empty(); });
    fmt::print("{} songs with labels, {} of them could not be read\n", all, all - songs.size());
    if (songs.empty())
        throw Error(ExitCode::Input,
                    "none of the labelled files could be read: is --scores right?");
}

using Columns = std::vector<std::size_t>;

std::vector<double> select(const std::vector<double>& row, const Columns& columns) {
    std::vector<double> out;
    for (const std::size_t c : columns) out.push_back(row[c]);
    return out;
}

Ridge fit(const std::vector<Song>& songs, const Columns& columns, std::size_t axis, double penalty,
          std::size_t leftOut = kFolds) {
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (const Song& song : songs) {
        if (song.fold == leftOut) continue;
        rows.push_back(select(song.features, columns));
        targets.push_back(song.label[axis]);
    }
    return fitRidge(rows, targets, penalty);
}

std::vector<double> labels(const std::vector<Song>& songs, std::size_t axis) {
    std::vector<double> out;
    for (const Song& song : songs) out.push_back(song.label[axis]);
    return out;
}

/// Each song told by a fit that knows none of its composer's.
std::vector<double> acrossFolds(const std::vector<Song>& songs, const Columns& columns,
                                std::size_t axis, double penalty) {
    std::vector<double> out(songs.size());
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
        const Ridge ridge = fit(songs, columns, axis, penalty, fold);
        for (std::size_t i = 0; i < songs.size(); ++i)
            if (songs[i].fold == fold) out[i] = ridge.predict(select(songs[i].features, columns));
    }
    return out;
}

struct Fitted {
    Columns columns;
    std::array<AffectAxis, 2> axes;
    std::array<double, 2> penalty{};
};

/// Zero lies between the mean estimates of songs labelled above and below it: the labels lean to
/// one side, and so do estimates, which stay close to the labels' mean.
AffectAxis placed(const Ridge& ridge, const std::vector<Song>& songs, const Columns& columns,
                  std::size_t axis) {
    std::array<double, 2> sum{};
    std::array<double, 2> count{};
    double all = 0.0;
    double squares = 0.0;
    for (const Song& song : songs) {
        const double told = ridge.predict(select(song.features, columns));
        all += told;
        squares += told * told;
        if (song.label[axis] == 0.0) continue;
        const std::size_t side = song.label[axis] > 0.0 ? 1 : 0;
        sum[side] += told;
        count[side] += 1.0;
    }
    const auto n = static_cast<double>(songs.size());
    AffectAxis out{ridge, all / n, 1.0};
    if (count[0] > 0.0 && count[1] > 0.0)
        out.centre = 0.5 * (sum[0] / count[0] + sum[1] / count[1]);
    out.spread = 2.0 * std::sqrt(std::max(1e-6, squares / n - all / n * all / n));
    return out;
}

Fitted fitAxes(const std::vector<Song>& songs, const Columns& columns) {
    Fitted out;
    out.columns = columns;
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const std::vector<Song> training = labelled(songs, axis);
        const std::vector<double> truth = labels(training, axis);
        double least = 0.0;
        for (const double penalty : kPenalties) {
            const std::vector<double> told = acrossFolds(training, columns, axis, penalty);
            double error = 0.0;
            for (std::size_t i = 0; i < told.size(); ++i)
                error += (told[i] - truth[i]) * (told[i] - truth[i]);
            if (out.penalty[axis] == 0.0 || error < least) {
                least = error;
                out.penalty[axis] = penalty;
            }
        }
        out.axes[axis] =
            placed(fit(training, columns, axis, out.penalty[axis]), training, columns, axis);
    }
    return out;
}

void printFit(const std::string& name, const Fitted& fitted, const std::vector<Song>& allTraining,
              const std::vector<Song>& allHeldOut) {
    fmt::print("{:<22}", name);
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const std::vector<Song> training = labelled(allTraining, axis);
        const std::vector<Song> heldOut = labelled(allHeldOut, axis);
        const std::vector<double> inside =
            acrossFolds(training, fitted.columns, axis, fitted.penalty[axis]);
        std::vector<double> told;
        for (const Song& song : heldOut)
            told.push_back(fitted.axes[axis].ridge.predict(select(song.features, fitted.columns)));
        fmt::print("   {:>8.3f} {:>8.3f} {:>8.3f}",
                   models::rankCorrelation(inside, labels(training, axis)),
                   models::rankCorrelation(told, labels(heldOut, axis)),
                   models::correlation(told, labels(heldOut, axis)));
    }
    fmt::print("\n");
}

void printQuadrants(const std::string& name, const Fitted& fitted, const std::vector<Song>& songs) {
    Quadrants table;
    for (const Song& song : songs) {
        if (!song.labelled[0] || song.label[0] == 0.0 || song.label[1] == 0.0) continue;
        const std::vector<double> row = select(song.features, fitted.columns);
        const auto told = [&](std::size_t axis) {
            return fitted.axes[axis].ridge.predict(row) - fitted.axes[axis].centre;
        };
        table.add(Quadrants::of(song.label[0], song.label[1]), Quadrants::of(told(0), told(1)));
    }
    fmt::print("\nquarters of held-out songs (labels of 0 left out), {}\n", name);
    table.print();
}

}  // namespace

void trainAffect(const AffectSettings& settings) {
    if (!fs::is_directory(settings.scores))
        throw Error(ExitCode::Input, settings.scores.string() + ": no such folder of scores");
    std::vector<Song> songs;
    for (LabelledSong& one : readAffectLabels(settings.labels, settings.words)) {
        Song song{std::move(one), {}, 0};
        song.file = settings.scores / song.file;
        songs.push_back(std::move(song));
    }
    readSongs(songs, settings.threads);
    std::vector<Song> training;
    std::vector<Song> heldOut;
    for (Song& song : songs)
        (isHeldOut(song.composer, song.title, settings.heldOut) ? heldOut : training)
            .push_back(std::move(song));
    std::map<std::string, std::size_t> composers;
    for (const Song& song : training) composers.emplace(song.composer, 0);
    std::size_t number = 0;
    for (auto& [composer, fold] : composers) fold = number++ % kFolds;
    for (Song& song : training) song.fold = composers[song.composer];
    std::set<std::string> others;
    for (const Song& song : heldOut) others.insert(song.composer);
    if (composers.size() < kFolds || heldOut.size() < 2)
        throw Error(ExitCode::Input,
                    fmt::format("expected songs of {} composers and two held-out songs, found {} "
                                "and {}",
                                kFolds, composers.size(), heldOut.size()));
    fmt::print("training {} songs of {} composers, held out {} of {}\n\n", training.size(),
               composers.size(), heldOut.size(), others.size());
    fmt::print("of them with a label of valence: {} and {}\n\n", labelled(training, 0).size(),
               labelled(heldOut, 0).size());

    Columns all(affectFeatureList().size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    Columns noTempo = all;
    std::erase(noTempo, kTempoFeature);
    const Fitted whole = fitAxes(training, all);
    const Fitted plain = fitAxes(training, {kTempoFeature, kModeFeature});
    const Fitted slow = fitAxes(training, noTempo);
    fmt::print("{:<22}   {:^26}   {:^26}\n{:<22}", "", "valence", "arousal", "");
    for (int axis = 0; axis < 2; ++axis)
        fmt::print("   {:>8} {:>8} {:>8}", "folds", "held out", "held out");
    fmt::print("\n{:<22}", "");
    for (int axis = 0; axis < 2; ++axis)
        fmt::print("   {:>8} {:>8} {:>8}", "Spearman", "Spearman", "Pearson");
    fmt::print("\n");
    printFit("all features", whole, training, heldOut);
    printFit("all but the tempo", slow, training, heldOut);
    printFit("tempo and mode", plain, training, heldOut);
    printFit("tempo", fitAxes(training, {kTempoFeature}), training, heldOut);
    printFit("mode", fitAxes(training, {kModeFeature}), training, heldOut);
    printQuadrants("all features", whole, heldOut);
    printQuadrants("all but the tempo", slow, heldOut);
    printQuadrants("tempo and mode", plain, heldOut);

    fmt::print("\nweights a standard deviation (penalties {} and {})\n", whole.penalty[0],
               whole.penalty[1]);
    for (const std::size_t i : all)
        fmt::print("  {:<36} {:+.3f} {:+.3f}   mean {:.3f}, deviation {:.3f}\n",
                   affectFeatureList()[i].meaning, whole.axes[0].ridge.weights[i],
                   whole.axes[1].ridge.weights[i], whole.axes[0].ridge.mean[i],
                   whole.axes[0].ridge.scale[i]);
    AffectModel(whole.axes[0], whole.axes[1]).save(settings.out, settings.version);
}

}  // namespace arioso::train
