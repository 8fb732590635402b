#include "src/score/written_line.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

constexpr double kSame = 1e-6;

bool same(double a, double b) {
    return std::abs(a - b) <= kSame * std::max(std::abs(a), std::abs(b));
}

/// A stretch of written time over which the value changes evenly.
struct Stretch {
    Beat from;
    Beat to;
    double first;
    double last;

    [[nodiscard]] bool goesOnAs(const Stretch& next) const {
        if (!same(last, next.first)) return false;
        const double span = (to - from).value();
        const double slope = (last - first) / span;
        return same(first + slope * (next.to - from).value(), next.last);
    }
};

class Folder {
  public:
    Folder(const std::vector<LineMark>& played, double before) : played_(played), before_(before) {}

    void bar(Beat start, Beat end, Beat written) {
        auto next = std::upper_bound(played_.begin(), played_.end(), start,
                                     [](Beat at, const LineMark& mark) { return at < mark.at; });
        Beat from = start;
        while (from < end) {
            const bool inside = next != played_.end() && next->at < end;
            const Beat to = inside ? next->at : end;
            add({written + (from - start), written + (to - start), valueAt(next, from),
                 valueAt(next, to)});
            while (inside && next != played_.end() && next->at == to) ++next;
            from = to;
        }
    }

    std::vector<LineMark> marks() const {
        std::vector<LineMark> out;
        for (std::size_t i = 0; i < stretches_.size(); ++i) {
            const Stretch& one = stretches_[i];
            const bool ramp = one.first != one.last;
            if (i == 0 || ramp || one.first != stretches_[i - 1].last || out.back().ramp) {
                out.push_back({one.from, one.first, ramp});
            }
            const bool goesOn =
                i + 1 < stretches_.size() && same(one.last, stretches_[i + 1].first);
            if (ramp && !goesOn) out.push_back({one.to, one.last, false});
        }
        return out;
    }

  private:
    using Mark = std::vector<LineMark>::const_iterator;

    /// Value at a place between the mark before `next` and that one.
    [[nodiscard]] double valueAt(Mark next, Beat at) const {
        if (next == played_.begin()) return before_;
        const LineMark& mark = *std::prev(next);
        if (!mark.ramp || next == played_.end() || at == mark.at) return mark.value;
        if (at == next->at) return next->value;
        const double part = (at - mark.at).value() / (next->at - mark.at).value();
        return mark.value + (next->value - mark.value) * part;
    }

    void add(const Stretch& next) {
        if (!stretches_.empty() && stretches_.back().goesOnAs(next)) {
            stretches_.back().to = next.to;
            stretches_.back().last = next.last;
        } else {
            stretches_.push_back(next);
        }
    }

    const std::vector<LineMark>& played_;
    double before_;
    std::vector<Stretch> stretches_;
};

}  // namespace

std::vector<Beat> writtenStarts(const Notation& notation) {
    std::vector<Beat> out{Beat{}};
    for (const NotatedBar& bar : notation.bars) {
        out.push_back(out.back() + notation.measures[bar.measure].length);
    }
    return out;
}

std::vector<LineMark> foldLine(const std::vector<LineMark>& played, const Notation& notation,
                               double before) {
    if (played.empty()) return {};
    Folder folder(played, before);
    Beat written;
    for (const NotatedBar& bar : notation.bars) {
        const Measure& measure = notation.measures[bar.measure];
        folder.bar(measure.start, measure.start + measure.length, written);
        written = written + measure.length;
    }
    return folder.marks();
}

}  // namespace arioso
