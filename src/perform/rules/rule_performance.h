#pragma once

#include <array>
#include <unordered_map>
#include <vector>

#include "src/perform/affect_curve.h"
#include "src/perform/performance.h"
#include "src/perform/plan.h"
#include "src/perform/rules/score_lines.h"
#include "src/perform/rules/time_warp.h"

namespace arioso {

/// A score under the rules. What they do to time is the same for all parts; what they do to level
/// and articulation is worked out voice by voice. They add up.
class RulePerformance {
  public:
    /// `clock` without rules. Error(Input) for a place of the style that the score has not. Keeps
    /// pointers into `score`.
    RulePerformance(const Score& score, const PerformanceClock& clock,
                    const PerformanceStyle& style);

    [[nodiscard]] const TimeWarp& time() const { return time_; }
    [[nodiscard]] const StyleCurve& style() const { return style_; }

    /// Levels and lengths of a part's planned notes; `clock` with the rules. Sung and drummed notes
    /// keep their lengths, ornaments theirs.
    void shape(const Part& part, const PerformanceClock& clock,
               std::vector<PlannedNote>& notes) const;

    /// What every rule that did anything did to a note.
    [[nodiscard]] std::vector<RuleShare> sharesOf(const Note& written) const;

  private:
    using Shares = std::array<Deviation, kRules>;

    static std::vector<Shares> apply(const RuleLine& line);
    void bendTime(const RuleLine& line, const PerformanceClock& clock);

    StyleCurve style_;
    TimeWarp time_;
    std::unordered_map<const Note*, Shares> shares_;
};

}  // namespace arioso
