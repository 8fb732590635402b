#include "tools/train/patterns/pattern_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace arioso::train {
namespace {

constexpr std::size_t kNearest = 5;

/// 0 silent, 1 starts, 2 sounds on.
int stateOf(const BarPattern& pattern, int row, int step) {
    return pattern.starts(row, step) ? 1 : pattern.holds(row, step) ? 2 : 0;
}

int distance(const PatternBar& a, const PatternBar& b) {
    if (a.metre != b.metre) return kPatternCells;
    int out = 0;
    for (std::size_t i = 0; i < a.pattern.cells.size(); ++i)
        out += a.pattern.cells[i] != b.pattern.cells[i] ? 1 : 0;
    return out;
}

struct Figures {
    double empty = 0.0;
    double classes = 0.0;
    double qualified = 0.0;
};

Figures figuresOf(const std::vector<PatternBar>& bars) {
    // A triad of C: bass, fifth below, third, fifth, root, third.
    static constexpr std::array kClasses = {0, 7, 4, 7, 0, 4};
    Figures out;
    double notes = 0.0;
    for (const PatternBar& bar : bars) {
        std::set<int> classes;
        for (int row = 0; row < kPatternRows; ++row)
            for (int step = 0; step < kPatternSteps; ++step) {
                if (!bar.pattern.starts(row, step)) continue;
                classes.insert(kClasses[static_cast<std::size_t>(row)]);
                notes += 1.0;
                out.qualified += bar.pattern.lengthOf(row, step) >= 2 ? 1.0 : 0.0;
            }
        out.empty += classes.empty() ? 1.0 : 0.0;
        out.classes += static_cast<double>(classes.size());
    }
    const auto count = static_cast<double>(bars.size());
    out.empty /= count;
    out.classes /= count;
    out.qualified /= std::max(notes, 1.0);
    return out;
}

/// Share of the real bars that a made one is as near to as the fifth nearest real one (Naeem et
/// al., ICML 2020).
double coverage(const std::vector<PatternBar>& made, const std::vector<PatternBar>& real) {
    double covered = 0.0;
    for (std::size_t i = 0; i < real.size(); ++i) {
        std::vector<int> others;
        for (std::size_t k = 0; k < real.size(); ++k)
            if (k != i) others.push_back(distance(real[i], real[k]));
        const std::size_t place = std::min(kNearest, others.size()) - 1;
        std::nth_element(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(place),
                         others.end());
        const int radius = others[place];
        covered +=
            std::any_of(made.begin(), made.end(),
                        [&](const PatternBar& one) { return distance(one, real[i]) <= radius; })
                ? 1.0
                : 0.0;
    }
    return covered / static_cast<double>(real.size());
}

/// Mean distance of neighbours in the list, which has no order.
double spread(const std::vector<PatternBar>& bars) {
    double sum = 0.0;
    double pairs = 0.0;
    for (std::size_t i = 1; i < bars.size(); ++i) {
        if (bars[i].metre != bars[i - 1].metre) continue;
        sum += distance(bars[i], bars[i - 1]);
        pairs += 1.0;
    }
    return pairs > 0.0 ? sum / pairs : 0.0;
}

}  // namespace

PatternCounts::PatternCounts(const std::vector<PatternBar>& bars, bool withBefore)
    : withBefore_(withBefore),
      counts_(std::size_t{3 * 3 * 3} * kPatternRows * kPatternSteps, {0.5, 0.1, 0.1}) {
    for (const PatternBar& bar : bars) {
        const PatternWish wish = wishOf(bar.pattern, bar.metre);
        for (int row = 0; row < kPatternRows; ++row)
            for (int step = 0; step < patternSteps(bar.metre); ++step) {
                const int before = step > 0 ? stateOf(bar.pattern, row, step - 1) : 0;
                counts_[place(wish, row, step, before)]
                       [static_cast<std::size_t>(stateOf(bar.pattern, row, step))] += 1.0;
            }
    }
}

std::size_t PatternCounts::place(const PatternWish& wish, int row, int step, int before) const {
    const int third = wish.density < 0.25 ? 0 : wish.density < 0.45 ? 1 : 2;
    int out = static_cast<int>(wish.metre) * 3 + third;
    out = out * 3 + (withBefore_ ? before : 0);
    return static_cast<std::size_t>((out * kPatternRows + row) * kPatternSteps + step);
}

BarPattern PatternCounts::draw(const PatternWish& wish, models::RandomStream& random) const {
    BarPattern out;
    for (int row = 0; row < kPatternRows; ++row) {
        int before = 0;
        int began = -1;
        for (int step = 0; step < patternSteps(wish.metre); ++step) {
            const auto& counts = counts_[place(wish, row, step, before)];
            double at = random.uniform() * (counts[0] + counts[1] + counts[2]);
            int state = 0;
            while (state < 2 && (at -= counts[static_cast<std::size_t>(state)]) >= 0.0) ++state;
            if (state == 1) {
                began = step;
                out.set(row, step, 1);
            } else if (state == 2 && before != 0) {
                out.set(row, began, step - began + 1);
            }
            before = state == 2 && before == 0 ? 0 : state;
        }
    }
    out.clean(wish.metre);
    return out;
}

std::string patternHead() {
    return fmt::format("{:<44} {:>6} {:>5} {:>6} {:>8} {:>7} {:>8} {:>12}\n", "", "EB", "UPC", "QN",
                       "distinct", "spread", "coverage", "density off");
}

std::string patternRow(const std::string& name, const std::vector<PatternBar>& made,
                       const std::vector<PatternBar>& real) {
    const Figures figures = figuresOf(made);
    std::set<std::vector<char>> kinds;
    double off = 0.0;
    for (std::size_t i = 0; i < made.size(); ++i) {
        kinds.insert({made[i].pattern.cells.begin(), made[i].pattern.cells.end()});
        off += std::abs(wishOf(made[i].pattern, made[i].metre).density -
                        wishOf(real[i].pattern, real[i].metre).density);
    }
    const auto count = static_cast<double>(made.size());
    return fmt::format(
        "{:<44} {:>4.1f} % {:>5.2f} {:>4.1f} % {:>6.1f} % {:>7.1f} {:>6.1f} % {:>12.3f}\n", name,
        100.0 * figures.empty, figures.classes, 100.0 * figures.qualified,
        100.0 * static_cast<double>(kinds.size()) / count, spread(made),
        100.0 * coverage(made, real), off / count);
}

}  // namespace arioso::train
