#include "src/score/repeats.h"

#include <algorithm>

namespace arioso {
namespace {

/// More jumps than any piece has; keeps the search for their targets from becoming quadratic.
constexpr int kMostJumps = 1000;

bool contains(const std::vector<int>& numbers, int number) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

struct Volta {
    int first = 0;
    int last = 0;
    int group = 0;
    std::vector<int> numbers;
};

class Player {
  public:
    Player(const std::vector<RepeatSigns>& bars, std::size_t limit, bool all)
        : bars_(bars),
          limit_(limit),
          all_(all),
          plays_(bars.size(), 0),
          voltaAt_(bars.size(), -1),
          used_(bars.size(), false),
          usedCoda_(bars.size(), false) {
        findVoltas();
    }

    std::vector<PlayedBar> play() {
        const int count = static_cast<int>(bars_.size());
        int i = 0;
        while (i < count && order_.size() <= limit_) {
            if (quiet_ && i > jumpFrom_) {
                quiet_ = false;
                frames_.clear();
                implicit_ = {i, 1};
            }
            // Once led back to, a section is under way already.
            const bool isOpen = frames_.empty() ? implicit_.start == i && implicit_.pass > 1
                                                : frames_.back().start == i;
            if (at(i).forward && !quiet_ && !isOpen) {
                frames_.push_back({i, 1});
            }
            if (skipsVolta(i)) {
                i = voltaOf(i)->last + 1;
                continue;
            }
            order_.push_back({i, ++plays_[static_cast<std::size_t>(i)]});
            if (at(i).fine && isDue(at(i).fineOnly, i)) break;
            i = next(i);
        }
        return std::move(order_);
    }

  private:
    struct Frame {
        int start;
        int pass;
    };

    [[nodiscard]] const RepeatSigns& at(int i) const { return bars_[static_cast<std::size_t>(i)]; }
    [[nodiscard]] const Volta* voltaOf(int i) const {
        const int index = voltaAt_[static_cast<std::size_t>(i)];
        return index < 0 ? nullptr : &voltas_[static_cast<std::size_t>(index)];
    }
    Frame& frame() { return frames_.empty() ? implicit_ : frames_.back(); }

    void findVoltas() {
        const int count = static_cast<int>(bars_.size());
        for (int i = 0; i < count; ++i) {
            if (at(i).voltaStart.empty()) continue;
            Volta volta;
            volta.first = volta.last = i;
            volta.numbers = at(i).voltaStart;
            // An ending that is never closed reaches to its repeat sign, else it is one bar long.
            for (int k = i; k < count && (k == i || at(k).voltaStart.empty()); ++k) {
                if (at(k).voltaEnd || at(k).backward > 0) {
                    volta.last = k;
                    break;
                }
            }
            const bool follows = !voltas_.empty() && voltas_.back().last + 1 == i;
            volta.group = voltas_.empty() ? 0 : voltas_.back().group + (follows ? 0 : 1);
            for (int k = i; k <= volta.last; ++k) {
                voltaAt_[static_cast<std::size_t>(k)] = static_cast<int>(voltas_.size());
            }
            i = volta.last;
            const auto group = static_cast<std::size_t>(volta.group);
            if (group >= groups_.size()) groups_.resize(group + 1);
            Group& all = groups_[group];
            if (all.voltas++ == 0) all.first = volta.first;
            all.end = volta.last + 1;
            all.numbers.insert(all.numbers.end(), volta.numbers.begin(), volta.numbers.end());
            voltas_.push_back(std::move(volta));
        }
        for (Group& group : groups_) {
            group.last = *std::max_element(group.numbers.begin(), group.numbers.end());
        }
    }

    bool skipsVolta(int i) {
        const Volta* volta = voltaOf(i);
        if (volta == nullptr || volta->first != i || i == landed_) return false;
        Group& group = groups_[static_cast<std::size_t>(volta->group)];
        return !contains(volta->numbers, quiet_ ? passBehindJump(group) : frame().pass);
    }

    struct Group {
        int voltas = 0;
        int first = 0;  ///< bars that its endings fill
        int end = 0;
        int last = 1;  ///< highest pass
        std::vector<int> numbers;
        int jump = -1;  ///< the one that `behindJump` is for
        int behindJump = 1;
    };

    /// The ending to be played after a jump: the one that the piece ends in or leads to the coda
    /// from, else the last.
    [[nodiscard]] int passBehindJump(Group& group) const {
        if (group.jump != jumps_) group.behindJump = searchEnding(group);
        group.jump = jumps_;
        return group.behindJump;
    }

    [[nodiscard]] int searchEnding(const Group& group) const {
        for (int i = group.first; jumped_ && i < group.end; ++i) {
            const bool leaves =
                (at(i).fine && at(i).fineOnly.empty()) ||
                (at(i).toCoda && at(i).codaOnly.empty() && !usedCoda_[static_cast<std::size_t>(i)]);
            if (leaves) return voltaOf(i)->numbers.front();
        }
        return group.last;
    }

    [[nodiscard]] bool again(int i, int pass) const {
        const Volta* volta = voltaOf(i);
        if (volta == nullptr) return pass < at(i).backward;
        const Group& group = groups_[static_cast<std::size_t>(volta->group)];
        if (contains(group.numbers, pass + 1)) return true;
        // A single ending leads back also on its last pass; then it is left out.
        return group.voltas == 1 && contains(volta->numbers, pass);
    }

    void finishSection(int next) {
        if (!frames_.empty()) frames_.pop_back();
        implicit_ = {next, 1};
    }

    int next(int i) {
        const RepeatSigns& signs = at(i);
        const Volta* volta = voltaOf(i);
        if (signs.backward > 0 && landed_ >= 0) {
            // From inside an ending the music goes back once more, and on to the last.
            const bool isInside = volta != nullptr && voltaOf(landed_) == volta;
            landed_ = -1;
            if (isInside && codaOf(i) < 0) return frame().start;
        }
        if (signs.backward > 0 && (!quiet_ || signs.afterJump)) {
            Frame& section = frame();
            if (again(i, section.pass)) {
                ++section.pass;
                return section.start;
            }
            finishSection(i + 1);
        } else if (!quiet_ && volta != nullptr && volta->last == i) {
            finishSection(i + 1);
        }
        if (const int target = codaOf(i); target >= 0) {
            usedCoda_[static_cast<std::size_t>(i)] = true;
            quiet_ = jumped_ = false;
            landed_ = -1;
            return land(target, codaStart(target));
        }
        if ((signs.daCapo || signs.dalSegno) && mayJump(i)) {
            const int target =
                signs.daCapo ? 0 : find(&RepeatSigns::segno, *signs.dalSegno, i, true);
            if (target >= 0) {
                used_[static_cast<std::size_t>(i)] = true;
                ++jumps_;
                quiet_ = !all_;
                jumped_ = true;
                jumpFrom_ = i;
                landed_ = isEndingThatLeadsBack(target) ? target : -1;
                return land(target, sectionStart(target));
            }
        }
        return i + 1;
    }

    /// The coda that the music leaves for behind bar `i`; -1 if it does not.
    [[nodiscard]] int codaOf(int i) const {
        const RepeatSigns& signs = at(i);
        const bool leaves =
            signs.toCoda && isDue(signs.codaOnly, i) && !usedCoda_[static_cast<std::size_t>(i)];
        return leaves ? find(&RepeatSigns::coda, *signs.toCoda, i, false) : -1;
    }

    /// To Coda and Fine: on the passes they name, else once a jump has led back.
    [[nodiscard]] bool isDue(const std::vector<int>& only, int i) const {
        return only.empty() ? jumped_ : contains(only, plays_[static_cast<std::size_t>(i)]);
    }

    [[nodiscard]] bool mayJump(int i) const {
        if (jumps_ >= kMostJumps) return false;
        const auto index = static_cast<std::size_t>(i);
        if (at(i).jumpOnly.empty()) return !used_[index];
        return contains(at(i).jumpOnly, plays_[index]);
    }

    int land(int target, int start) {
        frames_.clear();
        implicit_ = {start, 1};
        return target;
    }

    /// Where a repeat that closes after `bar` leads back to: a segno may stand inside a repeat, and
    /// in one of its endings.
    [[nodiscard]] int sectionStart(int bar) const {
        const Volta* volta = voltaOf(bar);
        const int from =
            volta == nullptr ? bar : groups_[static_cast<std::size_t>(volta->group)].first;
        for (int i = from; i > 0; --i) {
            if (at(i).forward || at(i - 1).backward > 0) return i;
        }
        return 0;
    }

    /// The same for a coda: it begins anew, unless a repeat sign before it says otherwise.
    [[nodiscard]] int codaStart(int bar) const {
        for (int i = bar; i > 0 && i > jumpFrom_; --i) {
            if (at(i).forward) return i;
            if (at(i - 1).backward > 0) break;
        }
        return bar;
    }

    [[nodiscard]] bool isEndingThatLeadsBack(int bar) const {
        const Volta* volta = voltaOf(bar);
        if (volta == nullptr || at(volta->last).backward == 0) return false;
        const Group& group = groups_[static_cast<std::size_t>(volta->group)];
        return !contains(volta->numbers, group.last);
    }

    /// Bar with the sign of that name; else the nearest one before (`back`) or after bar `from`,
    /// else any; -1 if there is none.
    [[nodiscard]] int find(std::optional<std::string> RepeatSigns::*sign, const std::string& name,
                           int from, bool back) const {
        int any = -1;
        int near = -1;
        for (int i = 0; i < static_cast<int>(bars_.size()); ++i) {
            const std::optional<std::string>& here = at(i).*sign;
            if (!here) continue;
            if (!name.empty() && *here == name) return i;
            if (any < 0) any = i;
            if (back && i <= from) near = i;
            if (!back && i > from && near < 0) near = i;
        }
        return near >= 0 ? near : any;
    }

    const std::vector<RepeatSigns>& bars_;
    std::size_t limit_;
    bool all_;
    std::vector<PlayedBar> order_;
    std::vector<int> plays_;
    std::vector<int> voltaAt_;
    std::vector<Volta> voltas_;
    std::vector<Group> groups_;
    std::vector<bool> used_;
    std::vector<bool> usedCoda_;
    std::vector<Frame> frames_;
    Frame implicit_{0, 1};
    bool quiet_ = false;   ///< after a jump, until the music passes the place it jumped from
    bool jumped_ = false;  ///< Fine and To Coda count
    int jumpFrom_ = -1;
    int landed_ = -1;  ///< bar of an ending that the last jump led into
    int jumps_ = 0;
};

}  // namespace

std::vector<PlayedBar> playOrder(const std::vector<RepeatSigns>& bars, std::size_t limit,
                                 RepeatMode mode) {
    std::vector<PlayedBar> order;
    if (mode == RepeatMode::None) {
        order.reserve(bars.size());
        for (std::size_t i = 0; i < std::min(bars.size(), limit + 1); ++i) {
            order.push_back({static_cast<int>(i), 1});
        }
        return order;
    }
    const auto isEnd = [](const RepeatSigns& signs) { return signs.sectionEnd; };
    for (auto first = bars.begin(); first != bars.end() && order.size() <= limit;) {
        auto last = std::find_if(first, bars.end(), isEnd);
        if (last != bars.end()) ++last;
        const auto offset = static_cast<int>(first - bars.begin());
        const std::vector<RepeatSigns> section(first, last);
        for (const PlayedBar& bar :
             Player(section, limit - order.size(), mode == RepeatMode::All).play()) {
            order.push_back({bar.index + offset, bar.pass});
        }
        first = last;
    }
    return order;
}

}  // namespace arioso
