#include "tools/train/marks/train_marks.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "dsp/error.h"
#include "src/compose/composer_weights.h"
#include "src/compose/mark_study.h"
#include "src/compose/mark_tables.h"
#include "src/compose/tune_corpus.h"
#include "tools/common/parallel.h"
#include "tools/train/statistics/study_corpus.h"

namespace arioso::train {
namespace {

namespace fs = std::filesystem;

struct Studied {
    MarkStudy study;
    bool read = false;
    bool heldOut = false;
};

/// Counts by the place of a note, with what is known of it left out bit by bit where a place is
/// rare: the touch before, then the period, the move, the strength and the length. `trust` is how
/// many notes a place must have seen before it counts as much as what is known without it.
template <std::size_t Kinds>
class PlaceCounts {
  public:
    explicit PlaceCounts(double trust) : trust_(trust) {}
    void add(const MarkPlace& place, std::size_t kind) {
        for (std::size_t level = 0; level < kLevels; ++level)
            counts_[level][kept(place, level).index()][kind] += 1.0;
    }
    [[nodiscard]] std::array<double, Kinds> at(const MarkPlace& place) const {
        std::array<double, Kinds> out{};
        out.fill(1.0 / Kinds);
        for (std::size_t level = kLevels; level-- > 0;) {
            const auto& here = counts_[level][kept(place, level).index()];
            double sum = trust_;
            for (const double one : here) sum += one;
            for (std::size_t k = 0; k < Kinds; ++k) out[k] = (here[k] + trust_ * out[k]) / sum;
        }
        return out;
    }
    /// Of all places together.
    [[nodiscard]] std::array<double, Kinds> everywhere() const {
        std::array<double, Kinds> out = counts_[kLevels - 1][MarkPlace{0, 0, 0, 0}.index()];
        double sum = 0.0;
        for (double& one : out) sum += (one += 0.5);
        for (double& one : out) one /= sum;
        return out;
    }

  private:
    static constexpr std::size_t kLevels = 6;

    static MarkPlace kept(MarkPlace place, std::size_t level) {
        if (level >= 1) place.before = Touch::Plain;
        if (level >= 2) place.period = 0;
        if (level >= 3) place.move = 0;
        if (level >= 4) place.strength = 0;
        if (level >= 5) place.length = 0;
        return place;
    }

    double trust_;
    std::array<std::vector<std::array<double, Kinds>>, kLevels> counts_ = [] {
        std::array<std::vector<std::array<double, Kinds>>, kLevels> out;
        for (auto& level : out) level.resize(MarkPlace::kAll);
        return out;
    }();
};

struct Counted {
    // Ornaments are rare: a place must be well known before it has its own.
    PlaceCounts<kOrnaments> ornaments{2000.0};
    PlaceCounts<kTouches> touches{12.0};
    std::array<double, kGraceSteps> graces{};
    std::array<std::array<double, kLevelSteps>, kPiecePlaces> levels{};
    std::array<std::array<double, kSwells>, kPiecePlaces> swells{};
    double notes = 0.0;
    double windows = 0.0;

    void add(const MarkStudy& study) {
        for (const auto& line : study.lines)
            for (const MarkedNote& note : line) {
                ornaments.add(note.place, static_cast<std::size_t>(note.ornament));
                touches.add(note.place, static_cast<std::size_t>(note.touch));
                if (note.grace <= 3) graces[static_cast<std::size_t>(note.grace + 3)] += 1.0;
                notes += 1.0;
            }
        for (const MarkedBars& bars : study.dynamics) {
            levels[bars.place][bars.level] += 1.0;
            swells[bars.place][bars.swell] += 1.0;
            windows += 1.0;
        }
    }
};

/// Shares of counts, none of them 0.
template <std::size_t Count>
std::array<double, Count> shares(std::array<double, Count> counts) {
    double sum = 0.0;
    for (double& one : counts) sum += (one += 0.5);
    for (double& one : counts) one /= sum;
    return counts;
}

template <std::size_t Count>
void append(std::vector<float>& to, const std::array<double, Count>& values) {
    for (const double value : values) to.push_back(static_cast<float>(value));
}

MarkTables tablesOf(const Counted& counted) {
    MarkTables out;
    MarkPlace place;
    for (place.period = 0; place.period < MarkPlace::kPeriods; ++place.period)
        for (place.length = 0; place.length < MarkPlace::kLengths; ++place.length)
            for (place.strength = 0; place.strength < MarkPlace::kStrengths; ++place.strength)
                for (place.move = 0; place.move < MarkPlace::kMoves; ++place.move)
                    for (std::size_t touch = 0; touch < kTouches; ++touch) {
                        place.before = static_cast<Touch>(touch);
                        append(out.ornaments, counted.ornaments.at(place));
                        append(out.touches, counted.touches.at(place));
                    }
    append(out.graces, shares(counted.graces));
    for (std::size_t p = 0; p < kPiecePlaces; ++p) {
        append(out.levels, shares(counted.levels[p]));
        append(out.swells, shares(counted.swells[p]));
    }
    return out;
}

void judge(const Counted& counted, const std::vector<Studied>& all) {
    std::array<double, 4> ornament{};  // nats with and without the place, notes; adorned
    std::array<double, 4> touch{};
    std::array<double, 3> level{};
    std::array<double, 3> swell{};
    const auto plainOrnament = counted.ornaments.everywhere();
    const auto plainTouch = counted.touches.everywhere();
    std::array<double, kLevelSteps> anyLevel{};
    std::array<double, kSwells> anySwell{};
    for (std::size_t p = 0; p < kPiecePlaces; ++p) {
        for (std::size_t k = 0; k < kLevelSteps; ++k) anyLevel[k] += counted.levels[p][k];
        for (std::size_t k = 0; k < kSwells; ++k) anySwell[k] += counted.swells[p][k];
    }
    const auto allLevels = shares(anyLevel);
    const auto allSwells = shares(anySwell);
    for (const Studied& one : all) {
        if (!one.heldOut) continue;
        for (const auto& line : one.study.lines)
            for (const MarkedNote& note : line) {
                const auto o = static_cast<std::size_t>(note.ornament);
                const auto t = static_cast<std::size_t>(note.touch);
                ornament[0] -= std::log(counted.ornaments.at(note.place)[o]);
                ornament[1] -= std::log(plainOrnament[o]);
                ornament[2] += 1.0;
                ornament[3] += o > 0 ? 1.0 : 0.0;
                touch[0] -= std::log(counted.touches.at(note.place)[t]);
                touch[1] -= std::log(plainTouch[t]);
                touch[2] += 1.0;
                touch[3] += t > 0 ? 1.0 : 0.0;
            }
        for (const MarkedBars& bars : one.study.dynamics) {
            level[0] -= std::log(shares(counted.levels[bars.place])[bars.level]);
            level[1] -= std::log(allLevels[bars.level]);
            level[2] += 1.0;
            swell[0] -= std::log(shares(counted.swells[bars.place])[bars.swell]);
            swell[1] -= std::log(allSwells[bars.swell]);
            swell[2] += 1.0;
        }
    }
    fmt::print("\nheld out, nats{:>22} {:>12} {:>12} {:>10}\n", "by place", "order 0", "events",
               "marked");
    const auto line = [](const char* name, double by, double plain, double count, double marked) {
        const double n = std::max(count, 1.0);
        fmt::print("{:<24} {:>11.4f} {:>12.4f} {:>12.0f} {:>8.2f} %\n", name, by / n, plain / n,
                   count, 100.0 * marked / n);
    };
    line("ornaments", ornament[0], ornament[1], ornament[2], ornament[3]);
    line("articulation", touch[0], touch[1], touch[2], touch[3]);
    line("level of four bars", level[0], level[1], level[2], level[2]);
    line("swell of four bars", swell[0], swell[1], swell[2], swell[2]);
}

void print(const Counted& counted) {
    static constexpr std::array<const char*, kOrnaments> kNames = {"none",    "trill", "turn",
                                                                   "mordent", "grace", "graces"};
    static constexpr std::array<const char*, kTouches> kTouchNames = {
        "plain", "slurred", "staccato", "accent", "tenuto"};
    const auto ornaments = counted.ornaments.everywhere();
    const auto touches = counted.touches.everywhere();
    fmt::print("{:.0f} notes, {:.0f} stretches of four bars\n", counted.notes, counted.windows);
    for (std::size_t i = 1; i < kOrnaments; ++i)
        fmt::print("  {:<10} {:.3f} %\n", kNames[i], 100.0 * ornaments[i]);
    for (std::size_t i = 0; i < kTouches; ++i)
        fmt::print("  {:<10} {:.1f} %\n", kTouchNames[i], 100.0 * touches[i]);
}

}  // namespace

void trainMarks(const MarksSettings& settings) {
    const std::vector<fs::path> files = findScores(settings.scores);
    std::vector<Studied> all(files.size());
    parallelFor(
        files.size(), settings.threads, [] {},
        [&](std::size_t i) {
            try {
                const Score score = readScoreOnce(files[i]);
                all[i].study = studyMarks(score);
                all[i].heldOut = isHeldOut(score.composer, score.title, settings.heldOut);
                all[i].read = true;
            } catch (const Error&) {
                all[i].read = false;  // a collection always has some that are damaged
            }
        });
    Counted counted;
    std::size_t training = 0;
    std::size_t heldOut = 0;
    for (const Studied& one : all) {
        if (!one.read || (one.study.lines.empty() && one.study.dynamics.empty())) continue;
        if (one.heldOut) {
            ++heldOut;
            continue;
        }
        ++training;
        counted.add(one.study);
    }
    if (counted.notes == 0.0)
        throw Error(ExitCode::Processing, "expected scores with marks, found none");
    fmt::print("{} files, marked: {} for training, {} held out\n", files.size(), training, heldOut);
    print(counted);
    judge(counted, all);
    writeComposerWeights(settings.out, "marks", markBytes(tablesOf(counted)), settings.version);
}

}  // namespace arioso::train
