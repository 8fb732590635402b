#pragma once

#include <string>
#include <vector>

#include "models/random_stream.h"
#include "tools/train/patterns/pattern_bars.h"

namespace arioso::train {

/// Counts of cells by metre, row and sixteenth, thirds of the density, and the same row one
/// sixteenth before (or without that): what a generator must be better than.
class PatternCounts {
  public:
    PatternCounts(const std::vector<PatternBar>& bars, bool withBefore);
    [[nodiscard]] BarPattern draw(const PatternWish& wish, models::RandomStream& random) const;

  private:
    [[nodiscard]] std::size_t place(const PatternWish& wish, int row, int step, int before) const;
    bool withBefore_;
    std::vector<std::array<double, 3>> counts_;  ///< silent, starts, sounds on
};

/// A line of the table for patterns made under the wishes of `real`, one for each.
std::string patternRow(const std::string& name, const std::vector<PatternBar>& made,
                       const std::vector<PatternBar>& real);
/// The head of the table.
std::string patternHead();

}  // namespace arioso::train
