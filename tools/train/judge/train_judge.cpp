#include "tools/train/judge/train_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "dsp/error.h"
#include "src/affect/affect_features.h"
#include "src/compose/compose_piece.h"
#include "src/compose/composer_model.h"
#include "src/condition/instruments.h"
#include "src/judge/listening_judge.h"
#include "tools/common/parallel.h"
#include "tools/train/judge/preferences.h"
#include "tools/train/judge/spoil.h"
#include "tools/train/statistics/score_list.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

using models::Ridge;

constexpr std::size_t kFewestNotes = 24;
constexpr double kPenalty = 0.03;

/// A human window and what each way to spoil it has made of it.
struct Judged {
    bool heldOut = false;
    std::vector<double> human;
    std::array<std::vector<double>, kSpoils.size()> spoiltRows;  // empty = it spoilt nothing
};

std::size_t pitchedNotes(const Score& score) {
    std::size_t out = 0;
    for (const Part& part : score.parts)
        if (!part.percussion) out += part.notes.size();
    return out;
}

bool sameNotes(const Score& a, const Score& b) {
    for (std::size_t p = 0; p < a.parts.size(); ++p)
        if (!std::ranges::equal(a.parts[p].notes, b.parts[p].notes,
                                [](const Note& one, const Note& other) {
                                    return one.onset == other.onset && one.pitch == other.pitch &&
                                           one.duration == other.duration;
                                }))
            return false;
    return true;
}

std::vector<Judged> windowsOf(const ListedScore& listed, const JudgeTraining& settings,
                              const JointEmbedding& embedding) {
    std::vector<Judged> out;
    const Score score = readScoreOnce(listed.path);
    const std::size_t bars = score.measures.size();
    const std::size_t size = JointEmbedding::kBars;
    const std::size_t count = std::clamp<std::size_t>(bars / size, 1, settings.windows);
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t first =
            count == 1 ? (bars > size ? (bars - size) / 2 : 0) : k * (bars - size) / (count - 1);
        const Score window = someBars(score, first, size);
        if (pitchedNotes(window) < kFewestNotes) continue;
        Judged one;
        one.heldOut = listed.side == ListedScore::Side::HeldOut;
        one.human = judgeRow(window, embedding).values;
        for (std::size_t s = 0; s < kSpoils.size(); ++s) {
            const Score bad = spoilt(window, kSpoils[s], settings.seed + first + k);
            if (pitchedNotes(bad) == 0 || sameNotes(window, bad)) continue;
            one.spoiltRows[s] = judgeRow(bad, embedding).values;
        }
        out.push_back(std::move(one));
    }
    return out;
}

Ridge scalingOf(const std::vector<Judged>& windows) {
    Ridge out;
    const std::size_t width = windows.front().human.size();
    out.weights.assign(width, 0.0);
    for (std::size_t c = 0; c < width; ++c) {
        double sum = 0.0;
        double squares = 0.0;
        double count = 0.0;
        for (const Judged& window : windows) {
            const double value = window.human[c];
            if (window.heldOut || std::isnan(value)) continue;
            sum += value;
            squares += value * value;
            count += 1.0;
        }
        const double mean = count > 0.0 ? sum / count : 0.0;
        const double variance = count > 0.0 ? squares / count - mean * mean : 0.0;
        out.mean.push_back(mean);
        out.scale.push_back(std::sqrt(std::max(variance, 1e-4)));
    }
    return out;
}

std::vector<Preference> pairsOf(const std::vector<Judged>& windows, const Ridge& scaling,
                                bool heldOut, const auto& wanted) {
    std::vector<Preference> out;
    for (const Judged& window : windows) {
        if (window.heldOut != heldOut) continue;
        const std::vector<float> better = withSquares(scaling, window.human);
        for (std::size_t s = 0; s < kSpoils.size(); ++s)
            if (wanted(s) && !window.spoiltRows[s].empty())
                out.push_back({better, withSquares(scaling, window.spoiltRows[s])});
    }
    return out;
}

void printHeldOut(const std::vector<Judged>& windows, const Ridge& scaling,
                  const std::vector<double>& weights) {
    fmt::print("\n{:<26} {:>6} {:>10} {:>22}\n", "held-out pairs, spoilt by", "pairs", "told",
               "told, never trained on");
    const auto all = [](std::size_t) { return true; };
    for (std::size_t s = 0; s < kSpoils.size(); ++s) {
        const auto this_ = [s](std::size_t other) { return other == s; };
        const auto others = [s](std::size_t other) { return other != s; };
        const auto pairs = pairsOf(windows, scaling, true, this_);
        const auto without = fitPreferences(pairsOf(windows, scaling, false, others), kPenalty);
        fmt::print("{:<26} {:>6} {:>8.1f} % {:>20.1f} %\n", nameOf(kSpoils[s]), pairs.size(),
                   100.0 * toldRight(pairs, weights), 100.0 * toldRight(pairs, without));
    }
    const auto pairs = pairsOf(windows, scaling, true, all);
    fmt::print("{:<26} {:>6} {:>8.1f} %\n", "all", pairs.size(), 100.0 * toldRight(pairs, weights));
}

/// How the composer's pieces stand among human windows of the held-out side.
void printComposed(const JudgeTraining& settings, const std::vector<Judged>& windows,
                   const ListeningJudge& judge, const JointEmbedding& embedding) {
    std::vector<double> humans;
    for (const Judged& window : windows)
        if (window.heldOut) humans.push_back(judge.score(window.human));
    std::ranges::sort(humans);
    const InstrumentTable instruments = InstrumentTable::load(settings.instruments);
    const auto model = ComposerModel::load(settings.out, instruments);
    std::vector<double> ours(static_cast<std::size_t>(settings.composed));
    parallelFor(
        ours.size(), settings.threads, [] {},
        [&](std::size_t i) {
            ours[i] =
                judge.judge(composePiece(model, {{}, 16, settings.seed + i}), embedding).score;
        });
    double sum = 0.0;
    double above = 0.0;
    for (const double one : ours) {
        sum += one;
        above += static_cast<double>(std::ranges::lower_bound(humans, one) - humans.begin()) /
                 static_cast<double>(humans.size());
    }
    fmt::print(
        "\nhuman windows, held out: median {:+.2f}; {} composed pieces of 16 bars: mean "
        "{:+.2f}; a composed piece scores above {:.0f} % of the human windows (50 = alike)\n",
        humans[humans.size() / 2], ours.size(), sum / static_cast<double>(ours.size()),
        100.0 * above / static_cast<double>(ours.size()));
}

}  // namespace

void trainJudge(const JudgeTraining& settings) {
    const JointEmbedding embedding = JointEmbedding::load(settings.out);
    ScoreListSettings listing;
    listing.scores = settings.scores;
    listing.heldOut = settings.heldOut;
    listing.threads = settings.threads;
    std::vector<ListedScore> listed = listScores(listing);
    std::erase_if(listed,
                  [](const ListedScore& one) { return one.side == ListedScore::Side::LeftOut; });
    std::vector<std::vector<Judged>> found(listed.size());
    std::vector<std::string> names;
    parallelFor(
        listed.size(), settings.threads, [] {},
        [&](std::size_t i) {
            try {
                found[i] = windowsOf(listed[i], settings, embedding);
            } catch (const Error&) {
                found[i].clear();  // drums alone
            }
        });
    std::vector<Judged> windows;
    for (auto& one : found)
        for (Judged& window : one) windows.push_back(std::move(window));
    const auto training = std::ranges::count(windows, false, &Judged::heldOut);
    if (training == 0 || training == static_cast<std::ptrdiff_t>(windows.size()))
        throw Error(ExitCode::Input, "expected scores on both sides of the split, found one side");
    const Ridge scaling = scalingOf(windows);
    const auto all = [](std::size_t) { return true; };
    const std::vector<double> weights =
        fitPreferences(pairsOf(windows, scaling, false, all), kPenalty);
    const std::size_t width = scaling.mean.size();
    Ridge linear = scaling;
    linear.weights.assign(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(width));
    const std::vector<double> squares(weights.begin() + static_cast<std::ptrdiff_t>(width),
                                      weights.end());
    // A row's names are those of any score.
    Score probe = readScoreOnce(listed.front().path);
    names = judgeRow(probe, embedding).names;
    const ListeningJudge raw(names, linear, squares, 0.0);
    std::vector<double> scores;
    for (const Judged& window : windows)
        if (!window.heldOut) scores.push_back(raw.score(window.human));
    std::ranges::sort(scores);
    const double humans = scores[scores.size() / 2];
    ListeningJudge(names, linear, squares, humans).save(settings.out, settings.version);
    fmt::print("{} windows for training, {} held out\n", training,
               static_cast<std::ptrdiff_t>(windows.size()) - training);
    printHeldOut(windows, scaling, weights);
    printComposed(settings, windows, ListeningJudge::load(settings.out), embedding);
}

}  // namespace arioso::train
