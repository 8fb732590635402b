#include "tools/train/affect/train_sound_affect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "dsp/error.h"
#include "src/affect/affect_features.h"
#include "src/affect/affect_model.h"
#include "src/affect/sound_affect.h"
#include "tools/common/parallel.h"
#include "tools/train/affect/affect_labels.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kFolds = 5;
constexpr std::array kPenalties = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0};
/// Bars of a row of `arioso-corpus likeness`.
constexpr std::size_t kBars = 8;

struct Window {
    std::string work;
    std::string composer;
    std::size_t firstBar = 0;
    bool heldOut = false;
    std::size_t fold = 0;
    std::vector<double> sound;
    std::array<double, 2> target{};
    bool told = false;
};

std::vector<Window> readRows(const fs::path& path) {
    std::ifstream file(path);
    if (!file) throw Error(ExitCode::Input, path.string() + ": cannot be read");
    const std::size_t columns = SoundAffectModel::columns().size();
    std::vector<Window> out;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const json row = json::parse(line, nullptr, false);
        const auto fail = [&](const std::string& text) {
            throw Error(ExitCode::Input,
                        fmt::format("{} line {}: {}", path.string(), number, text));
        };
        if (!row.is_object() || !row.contains("work") || !row.contains("first_bar"))
            fail("expected a row of arioso-corpus likeness");
        if (!row.contains("audio")) continue;
        Window one;
        one.work = row["work"];
        one.composer = row.value("composer", "");
        one.firstBar = row["first_bar"];
        one.heldOut = row.value("held_out", false);
        for (const json& value : row["audio"])
            one.sound.push_back(value.is_number() ? value.get<double>() : models::kUnknown);
        if (one.sound.size() != columns)
            fail(
                fmt::format("expected {} numbers of a sound, found {}", columns, one.sound.size()));
        out.push_back(std::move(one));
    }
    return out;
}

void askTeacher(std::vector<Window>& windows, const AffectModel& teacher, int threads) {
    std::map<std::string, std::vector<Window*>> works;
    for (Window& one : windows) works[one.work].push_back(&one);
    std::vector<std::pair<std::string, std::vector<Window*>>> list(works.begin(), works.end());
    parallelFor(
        list.size(), threads, [] {},
        [&](std::size_t i) {
            try {
                const Score score = readScoreOnce(list[i].first);
                for (Window* one : list[i].second) {
                    const Affect affect = teacher.estimate(someBars(score, one->firstBar, kBars));
                    one->target = {affect.valence, affect.arousal};
                    one->told = true;
                }
            } catch (const Error&) {
                return;  // a score that is gone teaches nothing
            }
        });
    std::erase_if(windows, [](const Window& one) { return !one.told; });
}

models::Ridge fit(const std::vector<const Window*>& windows, std::size_t axis, double penalty,
                  std::size_t leftOut) {
    std::vector<std::vector<double>> rows;
    std::vector<double> targets;
    for (const Window* one : windows) {
        if (one->fold == leftOut) continue;
        rows.push_back(one->sound);
        targets.push_back(one->target[axis]);
    }
    return models::fitRidge(rows, targets, penalty);
}

double deviation(const std::vector<double>& values, double mean) {
    double sum = 0.0;
    for (const double one : values) sum += (one - mean) * (one - mean);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

double meanOf(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// As wide as its teacher's: a ridge's estimates stay close to their mean.
AffectAxis fitAxis(const std::vector<const Window*>& windows, std::size_t axis, double& chosen) {
    double least = 0.0;
    for (const double penalty : kPenalties) {
        double error = 0.0;
        for (std::size_t fold = 0; fold < kFolds; ++fold) {
            const models::Ridge ridge = fit(windows, axis, penalty, fold);
            for (const Window* one : windows)
                if (one->fold == fold)
                    error += std::pow(ridge.predict(one->sound) - one->target[axis], 2.0);
        }
        if (chosen == 0.0 || error < least) {
            least = error;
            chosen = penalty;
        }
    }
    AffectAxis out{fit(windows, axis, chosen, kFolds), 0.0, 1.0};
    std::vector<double> told;
    std::vector<double> wanted;
    for (const Window* one : windows) {
        told.push_back(out.ridge.predict(one->sound));
        wanted.push_back(one->target[axis]);
    }
    const double mean = meanOf(told);
    const double wantedMean = meanOf(wanted);
    out.spread =
        std::max(1e-3, deviation(told, mean) / std::max(1e-6, deviation(wanted, wantedMean)));
    out.centre = mean - wantedMean * out.spread;
    return out;
}

double valueOf(const Affect& affect, std::size_t axis) {
    return axis == 0 ? affect.valence : affect.arousal;
}

struct Told {
    std::vector<double> sound;
    std::vector<double> score;
    std::vector<double> label;
};

void print(const std::string& what, const Told& told) {
    fmt::print("{:<36} {:>6} {:>10.3f} {:>10.3f}\n", what, told.sound.size(),
               models::rankCorrelation(told.sound, told.score),
               models::correlation(told.sound, told.score));
}

/// Songs by the mean of their windows against the words that are printed in them.
void printLabels(const SoundAffectSettings& settings, const std::vector<const Window*>& heldOut,
                 const SoundAffectModel& model) {
    struct Sums {
        std::array<double, 2> sound{};
        std::array<double, 2> score{};
        double windows = 0.0;
    };
    std::map<std::string, Sums> works;
    for (const Window* one : heldOut) {
        Sums& sums = works[fs::path(one->work).filename().string()];
        const Affect affect = model.estimate(one->sound);
        for (std::size_t axis = 0; axis < 2; ++axis) {
            sums.sound[axis] += valueOf(affect, axis);
            sums.score[axis] += one->target[axis];
        }
        sums.windows += 1.0;
    }
    std::array<Told, 2> told;
    for (const LabelledSong& song : readAffectLabels(settings.labels, settings.words)) {
        const auto found = works.find(song.file.filename().string());
        if (found == works.end()) continue;
        for (std::size_t axis = 0; axis < 2; ++axis) {
            if (!song.labelled[axis]) continue;
            told[axis].sound.push_back(found->second.sound[axis] / found->second.windows);
            told[axis].score.push_back(found->second.score[axis] / found->second.windows);
            told[axis].label.push_back(song.label[axis]);
        }
    }
    for (std::size_t axis = 0; axis < 2; ++axis) {
        if (told[axis].label.size() < 3) continue;
        fmt::print("{} by the words of {} held-out songs, Spearman: sound {:.3f}, score {:.3f}\n",
                   axis == 0 ? "valence" : "arousal", told[axis].label.size(),
                   models::rankCorrelation(told[axis].sound, told[axis].label),
                   models::rankCorrelation(told[axis].score, told[axis].label));
    }
}

}  // namespace

void trainSoundAffect(const SoundAffectSettings& settings) {
    std::vector<Window> windows = readRows(settings.rows);
    askTeacher(windows, AffectModel::load(settings.model), settings.threads);
    std::vector<const Window*> training;
    std::vector<const Window*> heldOut;
    std::map<std::string, std::size_t> composers;
    for (const Window& one : windows)
        if (!one.heldOut) composers.emplace(one.composer, 0);
    std::size_t number = 0;
    for (auto& [composer, fold] : composers) fold = number++ % kFolds;
    for (Window& one : windows) {
        if (!one.heldOut) one.fold = composers[one.composer];
        (one.heldOut ? heldOut : training).push_back(&one);
    }
    if (composers.size() < kFolds || heldOut.size() < 3)
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected sounds of {} composers and three of held-out ones, "
                                "found {} and {}",
                                settings.rows.string(), kFolds, composers.size(), heldOut.size()));
    std::array<double, 2> penalties{};
    const SoundAffectModel model(fitAxis(training, 0, penalties[0]),
                                 fitAxis(training, 1, penalties[1]));
    fmt::print("{} windows of {} composers for training, {} held out; penalties {} and {}\n\n",
               training.size(), composers.size(), heldOut.size(), penalties[0], penalties[1]);
    fmt::print("{:<36} {:>6} {:>10} {:>10}\n", "held out, sound beside score", "", "Spearman",
               "Pearson");
    for (std::size_t axis = 0; axis < 2; ++axis) {
        Told told;
        for (const Window* one : heldOut) {
            told.sound.push_back(valueOf(model.estimate(one->sound), axis));
            told.score.push_back(one->target[axis]);
        }
        print(axis == 0 ? "valence" : "arousal", told);
    }
    if (!settings.labels.empty()) printLabels(settings, heldOut, model);
    model.save(settings.out, settings.version);
}

}  // namespace arioso::train
