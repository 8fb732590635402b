#pragma once

#include <string>
#include <vector>

namespace arioso {

/// A stretch of a bar whose rhythm is that of a learnt metre, maybe twice or half as fast.
struct MetreUnit {
    std::string table;
    int start = 0;   ///< ticks from the bar's start
    int length = 0;  ///< ticks
    int factor = 1;  ///< learnt ticks × factor / divisor = ticks here
    int divisor = 1;
};

/// A metre as the composer counts it, in ticks of kTicks a quarter.
struct MetrePlan {
    int beats = 4;
    int beatType = 4;
    int barTicks = 48;
    std::vector<int> beatStarts;  ///< felt beats: 0 18 in 6/8, 0 24 in 7/8 (4 + 3)
    int half = 0;                 ///< where a second chord may come in; 0 = nowhere
    std::vector<MetreUnit> units;

    /// Ticks of the felt beat that `place` lies in.
    [[nodiscard]] int beatLength(std::size_t beat) const {
        return (beat + 1 < beatStarts.size() ? beatStarts[beat + 1] : barTicks) - beatStarts[beat];
    }
    /// 0 = strong, 1 = on a beat, 2 = between beats.
    [[nodiscard]] int strength(int place, int duration) const;
    [[nodiscard]] bool compound() const { return beatType == 8 && beats % 3 == 0; }
};

/// Error(Usage) for a metre that is not supported.
MetrePlan metrePlan(int beats, int beatType);

}  // namespace arioso
