#include "src/score/notation.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace arioso {
namespace {

/// Written length of a note that has none and is no grace note.
const Beat kLeastLength(1, 16);
constexpr std::size_t kMostMeasures = 300'000;

std::vector<Measure> completeMeasures(const Score& score) {
    std::vector<Measure> out = score.measures;
    const Beat end = score.end();
    Measure next;
    if (!out.empty()) next = out.back();
    next.pass = 1;
    next.written = -1;
    next.signs = {};
    next.section.clear();
    next.start = out.empty() ? Beat{} : out.back().start + out.back().length;
    next.length = Beat(std::int64_t{4} * next.beats, next.beatType);
    while ((out.empty() || next.start < end) && out.size() < kMostMeasures) {
        next.number = std::to_string(out.size() + 1);
        out.push_back(next);
        next.start = next.start + next.length;
    }
    return out;
}

class Layout {
  public:
    Layout(const Score& score, bool fold) : score_(score) {
        out_.measures = completeMeasures(score);
        out_.folded = fold;
        fold ? foldBars() : listBars();
    }

    Notation lay() {
        for (const Part& part : score_.parts) {
            const auto played = cut(part);
            std::vector<std::vector<Segment>> bars;
            bars.reserve(out_.bars.size());
            for (const NotatedBar& bar : out_.bars) bars.push_back(merge(bar, played));
            out_.parts.push_back(std::move(bars));
        }
        return std::move(out_);
    }

  private:
    using Bars = std::vector<std::vector<Segment>>;

    void listBars() {
        for (std::size_t i = 0; i < out_.measures.size(); ++i) out_.bars.push_back({i, {i}, {}});
    }

    void foldBars() {
        const std::vector<RepeatSigns> signs = writtenSigns(score_);
        out_.bars.resize(signs.size());
        const auto writtenAt = [&](std::size_t i) { return out_.measures[i].written; };
        for (std::size_t i = 0; i < out_.measures.size(); ++i) {
            out_.bars[static_cast<std::size_t>(writtenAt(i))].plays.push_back(i);
        }
        for (std::size_t w = 0; w < out_.bars.size(); ++w) {
            NotatedBar& bar = out_.bars[w];
            bar.signs = signs[w];
            // What goes on over the barlines is told best by the time that has both neighbours.
            int best = -1;
            for (const std::size_t i : bar.plays) {
                int rank = 0;
                if (i == 0 ? w == 0 : writtenAt(i - 1) + 1 == writtenAt(i)) rank += 2;
                const bool end = i + 1 == out_.measures.size();
                if (end ? w + 1 == out_.bars.size() : writtenAt(i) + 1 == writtenAt(i + 1)) ++rank;
                if (rank > best) {
                    best = rank;
                    bar.measure = i;
                }
            }
        }
    }

    /// The measure that a note begins in; the one it names, if that is true.
    [[nodiscard]] std::size_t homeOf(const Note& note) const {
        const auto& measures = out_.measures;
        if (note.measure >= 0 && static_cast<std::size_t>(note.measure) < measures.size()) {
            const auto named = static_cast<std::size_t>(note.measure);
            const Measure& measure = measures[named];
            const Beat end = measure.start + measure.length;
            const bool grace = note.grace != Grace::None;
            if (measure.start <= note.onset && (grace ? note.onset <= end : note.onset < end)) {
                return named;
            }
        }
        const auto next =
            std::upper_bound(measures.begin(), measures.end(), note.onset,
                             [](Beat at, const Measure& measure) { return at < measure.start; });
        return next == measures.begin() ? 0 : static_cast<std::size_t>(next - measures.begin()) - 1;
    }

    [[nodiscard]] Bars cut(const Part& part) const {
        Bars out(out_.measures.size());
        for (const Note& note : part.notes) {
            std::size_t home = homeOf(note);
            Segment segment;
            segment.note = &note;
            for (const Lyric& lyric : note.lyrics) segment.lyrics.push_back({lyric, {}});
            const Beat onset = std::max(note.onset, out_.measures[home].start);
            segment.at = onset - out_.measures[home].start;
            if (note.grace != Grace::None) {
                out[home].push_back(std::move(segment));
                continue;
            }
            const Beat end = onset + (Beat{} < note.duration ? note.duration : kLeastLength);
            Beat at = onset;
            while (at < end && home < out.size()) {
                const Measure& measure = out_.measures[home];
                const Beat stop = std::min(end, measure.start + measure.length);
                segment.at = at - measure.start;
                segment.length = stop - at;
                segment.tieStop = !segment.head;
                segment.tieStart = stop < end && home + 1 < out.size();
                segment.last = !segment.tieStart;
                if (at < stop) {
                    out[home].push_back(segment);
                    segment.head = false;
                    segment.lyrics.clear();
                }
                at = stop;
                ++home;
            }
        }
        return out;
    }

    using Key = std::tuple<double, double, double, int, int, bool, int>;

    /// One bar out of all its plays: what differs between them is told by the pass.
    [[nodiscard]] std::vector<Segment> merge(const NotatedBar& bar, const Bars& played) const {
        if (bar.plays.size() == 1) return played[bar.plays.front()];
        std::vector<Segment> out;
        std::map<Key, std::size_t> known;
        std::vector<std::vector<int>> passes;
        std::vector<std::size_t> order = bar.plays;
        // The typical time first: its order is the page's.
        std::stable_partition(order.begin(), order.end(),
                              [&](std::size_t i) { return i == bar.measure; });
        for (const std::size_t play : order) {
            const int pass = out_.measures[play].pass;
            std::map<Key, int> twins;
            for (const Segment& segment : played[play]) {
                Key key{segment.at.value(),
                        segment.length.value(),
                        segment.note->pitch,
                        segment.note->voice,
                        segment.note->staff,
                        segment.note->grace != Grace::None,
                        0};
                std::get<6>(key) = twins[key]++;
                const auto [it, fresh] = known.try_emplace(key, out.size());
                if (fresh) {
                    out.push_back(segment);
                    out.back().lyrics.clear();
                    passes.emplace_back();
                }
                Segment& mine = out[it->second];
                if (segment.head && !mine.head) mine.note = segment.note;
                mine.head = mine.head || segment.head;
                mine.last = mine.last || segment.last;
                mine.tieStart = mine.tieStart || segment.tieStart;
                mine.tieStop = mine.tieStop || segment.tieStop;
                passes[it->second].push_back(pass);
                for (const NotatedLyric& lyric : segment.lyrics)
                    add(mine.lyrics, lyric.lyric, pass);
            }
        }
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (passes[i].size() < bar.plays.size()) {
                out[i].passes = passes[i];
                std::sort(out[i].passes.begin(), out[i].passes.end());
            }
            settle(out[i].lyrics, bar.plays);
        }
        std::stable_sort(out.begin(), out.end(),
                         [](const Segment& a, const Segment& b) { return a.at < b.at; });
        return out;
    }

    static void add(std::vector<NotatedLyric>& all, const Lyric& lyric, int pass) {
        for (NotatedLyric& one : all) {
            if (one.lyric == lyric) {
                one.passes.push_back(pass);
                return;
            }
        }
        all.push_back({lyric, {pass}});
    }

    /// Texts that share a verse number though they are sung on different passes are told apart by
    /// the pass, as they would be on a page.
    void settle(std::vector<NotatedLyric>& all, const std::vector<std::size_t>& plays) const {
        for (NotatedLyric& one : all) {
            const std::vector<int>& only = one.lyric.only;
            const bool comes =
                only.empty() || std::any_of(plays.begin(), plays.end(), [&](auto i) {
                    return std::find(only.begin(), only.end(), out_.measures[i].pass) != only.end();
                });
            if (!comes) {
                // The number of a verse that nobody reaches says enough.
                one.passes = std::exchange(one.lyric.only, {});
                one.sometimes = one.passes != std::vector<int>{one.lyric.verse};
                continue;
            }
            std::sort(one.passes.begin(), one.passes.end());
            one.sometimes = one.passes.size() < plays.size();
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t k = i + 1; k < all.size(); ++k) {
                if (all[i].lyric.verse == all[k].lyric.verse) {
                    all[k].lyric.verse = all[k].passes.front();
                }
            }
        }
        std::stable_sort(all.begin(), all.end(), [](const NotatedLyric& a, const NotatedLyric& b) {
            return a.lyric.verse < b.lyric.verse;
        });
    }

    const Score& score_;
    Notation out_;
};

}  // namespace

std::vector<RepeatSigns> writtenSigns(const Score& score) {
    std::vector<RepeatSigns> out;
    for (const Measure& measure : score.measures) {
        const auto index = static_cast<std::size_t>(std::max(0, measure.written));
        if (index >= kMostMeasures) continue;
        if (out.size() <= index) out.resize(index + 1);
        out[index] = measure.signs;
    }
    return out;
}

bool canFold(const Score& score) {
    std::vector<RepeatSigns> all = writtenSigns(score);
    if (all.empty()) return false;
    // No written format has sections: without them the order must be the same.
    for (RepeatSigns& signs : all) signs.sectionEnd = false;
    const auto asks = [](const RepeatSigns& signs) {
        return signs.forward || signs.backward > 0 || !signs.voltaStart.empty() || signs.segno ||
               signs.coda || signs.toCoda || signs.dalSegno || signs.daCapo || signs.fine;
    };
    if (std::none_of(all.begin(), all.end(), asks)) return false;
    const std::vector<PlayedBar> order = playOrder(all, score.measures.size());
    if (order.size() != score.measures.size()) return false;
    std::vector<bool> reached(all.size(), false);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (score.measures[i].written != order[i].index) return false;
        if (score.measures[i].pass != order[i].pass) return false;
        reached[static_cast<std::size_t>(order[i].index)] = true;
    }
    // What is never played is not in the score any more and could not be written.
    if (std::find(reached.begin(), reached.end(), false) != reached.end()) return false;
    const Measure& last = score.measures.back();
    return score.end() <= last.start + last.length;
}

Notation notate(const Score& score, bool fold) {
    return Layout(score, fold).lay();
}

}  // namespace arioso
