#pragma once

#include <map>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// The written loudness of a part: dynamic marks and hairpins, staff by staff. Levels 0…1.
class Dynamics {
  public:
    explicit Dynamics(const Part& part);
    /// Level at a beat; mezzo-forte where nothing is written.
    [[nodiscard]] float at(double beat, int staff) const;
    /// Whether any hairpin is written at all.
    [[nodiscard]] bool swells() const { return swells_; }

  private:
    struct Mark {
        double beat;
        float level;
        bool ramp;
    };
    static const Mark* before(const std::vector<Mark>& marks, double beat);

    std::map<int, std::vector<Mark>> staves_;  // 0 = marks of the whole part alone
    bool swells_ = false;
};

}  // namespace arioso
