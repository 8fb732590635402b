#include "src/compose/word_rhythm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "models/sampling.h"

namespace arioso {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
/// Ticks of the lattice: sixteenths.
constexpr int kGrid = 3;
constexpr int kShortest = 6;
constexpr int kLongest = 48;
/// A rhythm that nobody was heard to sing.
constexpr double kUnheard = -7.0;
/// How much more the words' stresses count than the learnt rhythms, in nats.
constexpr double kStressed = 11.0;
constexpr double kLight = 5.0;

/// Draws of a line, of which the one that suits all its stanzas best is taken.
constexpr int kDraws = 8;
/// What it is worth to be like another line, in nats.
constexpr double kLikeness = 4.0;

constexpr std::array kDurations = {3, 6, 9, 12, 18, 24, 30, 36, 42, 48};

int floorDiv(int a, int b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/// The learnt rhythms as a chain of notes at places of a bar.
class RhythmChain {
  public:
    RhythmChain(const ComposerTables& tables, const MetrePlan& metre)
        : tables_(tables), metre_(metre) {}

    /// -1 if no such note was learnt; `unit` is set to the stretch of the bar it lies in.
    int token(int tick, int duration, std::size_t& unit) const {
        const int inBar = tick - floorDiv(tick, metre_.barTicks) * metre_.barTicks;
        for (std::size_t u = 0; u < metre_.units.size(); ++u) {
            const MetreUnit& one = metre_.units[u];
            if (inBar < one.start || inBar >= one.start + one.length) continue;
            unit = u;
            const int place = (inBar - one.start) * one.divisor;
            if (place % one.factor != 0 || duration * one.divisor % one.factor != 0) return -1;
            const RhythmTable* table = tables_.rhythm(one.table);
            const RhythmToken wanted{
                RhythmToken::Sounding, static_cast<std::uint8_t>(place / one.factor),
                static_cast<std::uint8_t>(duration * one.divisor / one.factor)};
            const auto it = std::find(table->tokens.begin(), table->tokens.end(), wanted);
            return it == table->tokens.end() ? -1 : static_cast<int>(it - table->tokens.begin());
        }
        return -1;
    }

    /// ln P(note | the note before); a duration of 0 stands for none before.
    double logProbability(int beforeTick, int beforeDuration, int tick, int duration) {
        std::size_t unit = 0;
        const int symbol = token(tick, duration, unit);
        if (symbol < 0) return kUnheard;
        const RhythmTable* table = tables_.rhythm(metre_.units[unit].table);
        int context = -1;
        if (beforeDuration > 0) {
            std::size_t other = 0;
            const int known = token(beforeTick, beforeDuration, other);
            if (metre_.units[other].table == metre_.units[unit].table) context = known;
        }
        auto& row = rows_[{table, context}];
        if (row.empty()) {
            row.resize(table->tokens.size());
            std::vector<int> history;
            if (context >= 0) history.push_back(context);
            table->ppm.predict(history, row);
        }
        return std::max(kUnheard, std::log(row[static_cast<std::size_t>(symbol)] + 1e-9));
    }

  private:
    const ComposerTables& tables_;
    const MetrePlan& metre_;
    std::map<std::pair<const RhythmTable*, int>, std::vector<double>> rows_;
};

/// How a syllable likes a place, in nats.
double stressTerm(float stress, float weight) {
    if (stress < 0.0F) return 0.0;
    const auto s = static_cast<double>(stress);
    const auto w = static_cast<double>(weight);
    return s * kStressed * (w - 0.7) - (1.0 - s) * kLight * std::max(0.0, w - 0.3);
}

/// Short notes are for light syllables, long ones for stressed.
double lengthTerm(float stress, int duration, int beat) {
    const double s = stress < 0.0F ? 0.5 : static_cast<double>(stress);
    double sum = 0.0;
    if (duration < kShortest) sum -= 2.5;
    if (duration > beat) sum -= 1.2 * (1.0 - s) * (duration - beat) / beat;
    if (duration > 2 * beat) sum -= 1.0;
    return sum;
}

class Lattice {
  public:
    Lattice(const ComposerTables& tables, const MetrePlan& metre, const WordRhythmWish& wish)
        : chain_(tables, metre),
          metre_(metre),
          wish_(wish),
          begin_(-wish.upbeat / kGrid * kGrid),
          end_(wish.bars * metre.barTicks - wish.room),
          ticks_(static_cast<std::size_t>((end_ - begin_) / kGrid)) {}

    /// Onsets of a line's syllables, drawn.
    std::vector<int> draw(const LineStress& stress, models::RandomStream& random);

    /// Where the syllables of another stanza fall, given the onsets of those before; new onsets
    /// only where `mayPart`. `value` is increased by how well they fit.
    std::vector<int> lay(const LineStress& stress, const std::vector<int>& onsets, bool mayPart,
                         double* value = nullptr) const;

    [[nodiscard]] int lastDuration(int tick) const {
        const int beat = metre_.beatLength(0);
        int duration = end_ - tick;
        // Room to breathe before the next line.
        if (duration > 2 * beat) duration -= beat;
        return duration;
    }

  private:
    [[nodiscard]] int tickOf(std::size_t index) const {
        return begin_ + static_cast<int>(index) * kGrid;
    }
    [[nodiscard]] std::size_t indexOf(int tick) const {
        return static_cast<std::size_t>((tick - begin_) / kGrid);
    }
    /// Whether a note can be read there: inside its bar, dotted ones from a beat on.
    [[nodiscard]] bool isPlain(int tick, int duration) const {
        const int bar = floorDiv(tick, metre_.barTicks);
        if (bar != floorDiv(tick + duration - 1, metre_.barTicks)) return false;
        const int place = tick - bar * metre_.barTicks;
        if (duration % 6 != 0)
            return duration == 3 ? place % 6 == 3 : place % (metre_.compound() ? 6 : 12) == 0;
        if (metre_.compound()) return duration <= 12 ? place % 6 == 0 : place % 18 == 0;
        return duration % 12 == 0 ? place % 6 == 0 : duration == 6 || place % 12 == 0;
    }
    [[nodiscard]] double startTerm(int tick) const {
        // Where a line begins late something is amiss.
        return tick > 0 ? -2.0 * tick / metre_.beatLength(0) : 0.0;
    }
    /// What speaks for the last syllable's place: in the last bar, with time to be held.
    [[nodiscard]] double lastTerm(int tick) const {
        const int beat = metre_.beatLength(0);
        const int lastBar = (wish_.bars - 1) * metre_.barTicks;
        double sum = 0.0;
        if (tick < lastBar) sum -= 3.0 + 0.5 * (lastBar - tick) / beat;
        if (end_ - tick < beat) sum -= 4.0;
        return sum;
    }
    [[nodiscard]] float weightAt(int tick) const {
        return placeWeight(metre_, tick - floorDiv(tick, metre_.barTicks) * metre_.barTicks);
    }

    RhythmChain chain_;
    const MetrePlan& metre_;
    const WordRhythmWish& wish_;
    int begin_;
    int end_;
    std::size_t ticks_;
};

std::vector<int> Lattice::draw(const LineStress& stress, models::RandomStream& random) {
    const std::size_t count = stress.size();
    const std::size_t kinds = kDurations.size();
    const int beat = metre_.beatLength(0);
    // message[k][tick][d]: all that can follow when syllable k begins there and lasts d.
    const auto cell = [&](std::size_t k, std::size_t t, std::size_t d) {
        return (k * ticks_ + t) * kinds + d;
    };
    std::vector<double> message(count * ticks_ * kinds, kNever);
    const auto own = [&](std::size_t k, int tick, int duration) {
        return stressTerm(stress[k], weightAt(tick)) + lengthTerm(stress[k], duration, beat);
    };
    const auto addLog = [](double a, double b) {
        if (a == kNever) return b;
        if (b == kNever) return a;
        const double top = std::max(a, b);
        return top + std::log(std::exp(a - top) + std::exp(b - top));
    };
    for (std::size_t k = count; k-- > 0;) {
        for (std::size_t t = 0; t < ticks_; ++t) {
            const int tick = tickOf(t);
            if (k + 1 == count) {
                // One kind stands for the last note's own length.
                if (end_ - tick < kShortest) continue;
                message[cell(k, t, 0)] = stressTerm(stress[k], weightAt(tick)) + lastTerm(tick);
                continue;
            }
            for (std::size_t d = 0; d < kinds; ++d) {
                const int duration = kDurations[d];
                const int next = tick + duration;
                if (next >= end_ || !isPlain(tick, duration)) continue;
                const std::size_t after = indexOf(next);
                double sum = kNever;
                if (k + 2 == count) {
                    sum = message[cell(k + 1, after, 0)];
                } else {
                    for (std::size_t e = 0; e < kinds; ++e) {
                        const double rest = message[cell(k + 1, after, e)];
                        if (rest == kNever) continue;
                        sum = addLog(
                            sum, rest + chain_.logProbability(tick, duration, next, kDurations[e]));
                    }
                }
                if (sum == kNever) continue;
                message[cell(k, t, d)] = sum + own(k, tick, duration);
            }
        }
    }
    std::vector<int> out;
    int tick = 0;
    int duration = 0;
    for (std::size_t k = 0; k < count; ++k) {
        std::vector<double> logs;
        std::vector<std::pair<int, int>> choices;
        const auto offer = [&](std::size_t t, std::size_t d, double weight) {
            if (weight == kNever) return;
            logs.push_back(weight);
            choices.emplace_back(tickOf(t), kDurations[d]);
        };
        if (k == 0) {
            for (std::size_t t = 0; t < ticks_; ++t)
                for (std::size_t d = 0; d < kinds; ++d) {
                    const double rest = message[cell(0, t, d)];
                    if (rest == kNever) continue;
                    const double first =
                        count > 1 ? chain_.logProbability(0, 0, tickOf(t), kDurations[d]) : 0.0;
                    offer(t, d, rest + first + startTerm(tickOf(t)));
                }
        } else {
            const int next = tick + duration;
            const std::size_t t = indexOf(next);
            for (std::size_t d = 0; d < kinds; ++d) {
                const double rest = message[cell(k, t, d)];
                if (rest == kNever) continue;
                const bool last = k + 1 == count;
                offer(t, d,
                      rest + (last ? 0.0
                                   : chain_.logProbability(tick, duration, next, kDurations[d])));
            }
        }
        if (choices.empty()) return {};
        const double top = *std::max_element(logs.begin(), logs.end());
        for (double& one : logs) one = std::exp(one - top);
        const auto chosen = choices[static_cast<std::size_t>(models::draw(logs, random))];
        tick = chosen.first;
        duration = chosen.second;
        out.push_back(tick);
    }
    return out;
}

std::vector<int> Lattice::lay(const LineStress& stress, const std::vector<int>& onsets,
                              bool mayPart, double* value) const {
    constexpr double kMelisma = -2.2;  // an onset that is passed over
    constexpr double kUnsungBefore = -0.8;
    constexpr double kHeldAtEnd = -1.5;
    constexpr double kPart = -4.0;
    const std::size_t count = stress.size();
    std::vector<char> isOnset(ticks_, 0);
    std::vector<int> before(ticks_ + 1, 0);  // onsets before a place
    for (const int onset : onsets) isOnset[indexOf(onset)] = 1;
    for (std::size_t t = 0; t < ticks_; ++t) before[t + 1] = before[t] + isOnset[t];
    const auto place = [&](std::size_t k, std::size_t t) {
        const int tick = tickOf(t);
        double sum = stressTerm(stress[k], weightAt(tick));
        if (isOnset[t] == 0) {
            if (!mayPart || tick % kShortest != 0) return kNever;
            // No crumbs beside the notes that are there.
            for (const int near : {-kGrid, kGrid}) {
                const std::size_t other = t + static_cast<std::size_t>(near / kGrid);
                if (other < ticks_ && isOnset[other] != 0) return kNever;
            }
            sum += kPart;
        }
        if (k + 1 == count) {
            if (end_ - tick < kShortest) return kNever;
            sum += lastTerm(tick) + kHeldAtEnd * (before[ticks_] - before[t + 1]);
        }
        return sum;
    };
    std::vector<double> best(count * ticks_, kNever);
    std::vector<std::size_t> from(count * ticks_, 0);
    for (std::size_t t = 0; t < ticks_; ++t)
        best[t] = place(0, t) + kUnsungBefore * before[t] + startTerm(tickOf(t));
    for (std::size_t k = 1; k < count; ++k) {
        for (std::size_t t = 1; t < ticks_; ++t) {
            const double here = place(k, t);
            if (here == kNever) continue;
            const std::size_t reach = static_cast<std::size_t>(2 * kLongest / kGrid);
            for (std::size_t s = t > reach ? t - reach : 0; s < t; ++s) {
                const double earlier = best[(k - 1) * ticks_ + s];
                if (earlier == kNever) continue;
                const double sum = earlier + here + kMelisma * (before[t] - before[s + 1]) +
                                   ((t - s) * kGrid < kShortest ? -3.0 : 0.0);
                if (sum <= best[k * ticks_ + t]) continue;
                best[k * ticks_ + t] = sum;
                from[k * ticks_ + t] = s;
            }
        }
    }
    std::size_t last = ticks_;
    double most = kNever;
    for (std::size_t t = 0; t < ticks_; ++t) {
        const double here = best[(count - 1) * ticks_ + t];
        if (here <= most) continue;
        most = here;
        last = t;
    }
    if (last == ticks_) return {};
    if (value != nullptr) *value += most;
    std::vector<int> out(count);
    for (std::size_t k = count; k-- > 0;) {
        out[k] = tickOf(last);
        if (k > 0) last = from[k * ticks_ + last];
    }
    return out;
}

/// The stanza whose number of syllables most others have.
std::size_t leaderOf(const std::vector<LineStress>& stanzas) {
    std::map<std::size_t, int> counts;
    for (const LineStress& one : stanzas) ++counts[one.size()];
    std::size_t best = 0;
    for (std::size_t i = 1; i < stanzas.size(); ++i)
        if (counts[stanzas[i].size()] > counts[stanzas[best].size()]) best = i;
    return best;
}

/// Sixteenths one after another: room for any line, if not for its sense.
std::vector<int> evenly(std::size_t count, int begin, int end) {
    std::vector<int> out;
    const int step = std::max(kGrid, (end - begin) / static_cast<int>(count) / kGrid * kGrid);
    for (std::size_t i = 0; i < count; ++i) out.push_back(begin + static_cast<int>(i) * step);
    return out;
}

void merge(std::vector<int>& onsets, const std::vector<int>& more) {
    onsets.insert(onsets.end(), more.begin(), more.end());
    std::sort(onsets.begin(), onsets.end());
    onsets.erase(std::unique(onsets.begin(), onsets.end()), onsets.end());
}

}  // namespace

float placeWeight(const MetrePlan& metre, int place) {
    if (place == 0) return 1.0F;
    const auto beat = std::find(metre.beatStarts.begin(), metre.beatStarts.end(), place);
    if (beat != metre.beatStarts.end()) {
        const std::size_t count = metre.beatStarts.size();
        const auto index = static_cast<std::size_t>(beat - metre.beatStarts.begin());
        return count % 2 == 0 && index == count / 2 ? 0.8F : 0.6F;
    }
    return place % 6 == 0 ? 0.3F : 0.2F;
}

int barsForLine(const MetrePlan& metre, double notesPerBeat, std::size_t syllables,
                std::size_t stresses) {
    // What the eye likes: halves of a period.
    constexpr std::array kOdd = {0.3, 0.0, 0.3, 0.0, 0.6, 0.45, 0.8, 0.2};
    const std::size_t beats = metre.beatStarts.size();
    const double strong = beats % 2 == 0 ? static_cast<double>(beats) / 2.0 + (beats == 2) : 1.0;
    int best = 2;
    double least = 1e9;
    for (int bars = 1; bars <= static_cast<int>(kOdd.size()); ++bars) {
        // The last note takes about a beat more than the others.
        const double dense = (static_cast<double>(syllables) + 1.0) /
                             (static_cast<double>(beats) * static_cast<double>(bars));
        const double missing = std::max(0.0, static_cast<double>(stresses) - strong * bars);
        const double cost = std::abs(std::log2(dense / notesPerBeat)) + 0.5 * missing +
                            kOdd[static_cast<std::size_t>(bars - 1)];
        if (cost >= least) continue;
        least = cost;
        best = bars;
    }
    return best;
}

int upbeatFor(const MetrePlan& metre, double notesPerBeat, std::size_t light) {
    const int most = metre.half > 0 ? metre.barTicks - metre.half : metre.barTicks / 3;
    const bool quick = metre.compound() || notesPerBeat > 1.4;
    const int step = quick ? 6 : std::min(12, metre.beatLength(0));
    const int wanted = static_cast<int>(light) * step;
    if (wanted <= most) return wanted;
    return std::min(most, static_cast<int>(light) * 6);
}

WordRhythm writeWordRhythm(const ComposerTables& tables, const MetrePlan& metre,
                           const WordRhythmWish& wish, models::RandomStream& random) {
    Lattice lattice(tables, metre, wish);
    const std::size_t leader = leaderOf(wish.stanzas);
    const int end = wish.bars * metre.barTicks - wish.room;
    std::vector<std::vector<int>> laid;
    double most = kNever;
    const auto consider = [&](std::vector<int> onsets, double value) {
        if (onsets.empty()) return;
        for (std::size_t i = 0; i < wish.stanzas.size(); ++i)
            if (i != leader) merge(onsets, lattice.lay(wish.stanzas[i], onsets, true));
        std::vector<std::vector<int>> all;
        for (const LineStress& stanza : wish.stanzas) {
            all.push_back(lattice.lay(stanza, onsets, false, &value));
            if (all.back().empty()) return;
        }
        if (value <= most) return;
        most = value;
        laid = std::move(all);
    };
    std::vector<int> like;
    for (const RhythmNote& note : wish.like)
        if (note.place >= -wish.upbeat && note.place < end) like.push_back(note.place);
    if (!like.empty()) consider(lattice.lay(wish.stanzas[leader], like, true), kLikeness);
    for (int draw = 0; draw < kDraws; ++draw)
        consider(lattice.draw(wish.stanzas[leader], random), 0.0);
    if (laid.empty())
        for (const LineStress& stanza : wish.stanzas) laid.push_back(evenly(stanza.size(), 0, end));
    std::vector<int> used;
    for (const std::vector<int>& stanza : laid) merge(used, stanza);
    WordRhythm out;
    for (std::size_t i = 0; i < used.size(); ++i) {
        const int duration =
            i + 1 < used.size() ? used[i + 1] - used[i] : lattice.lastDuration(used[i]);
        out.notes.push_back({used[i], std::max(1, duration)});
    }
    for (const std::vector<int>& stanza : laid) {
        std::vector<std::size_t> places;
        for (const int tick : stanza)
            places.push_back(static_cast<std::size_t>(
                std::lower_bound(used.begin(), used.end(), tick) - used.begin()));
        out.places.push_back(std::move(places));
    }
    return out;
}

}  // namespace arioso
