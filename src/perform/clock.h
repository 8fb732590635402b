#pragma once

#include <utility>
#include <vector>

#include "src/perform/rules/time_warp.h"
#include "src/score/score.h"

namespace arioso {

/// Beats of a score to seconds of its performance: the tempo map, the user's tempo scale, the time
/// that fermatas hold, and what performance rules make of it. Strictly monotone.
class PerformanceClock {
  public:
    /// Throws Error(Usage) unless `tempoScale` is finite and above zero.
    PerformanceClock(const Score& score, double tempoScale);
    /// From here on times are those of `warp`, whose nominal seconds are this clock's.
    void bend(TimeWarp warp) { warp_ = std::move(warp); }
    [[nodiscard]] double seconds(double beat) const;
    /// The beat that is reached after so many seconds: the inverse of `seconds`.
    [[nodiscard]] double beat(double seconds) const;
    /// A tempo map that gives the same times without fermatas and silences: they are in it. Rules
    /// are not.
    [[nodiscard]] std::vector<TempoChange> tempos() const;
    /// Seconds that everybody is silent behind a note with a caesura that ends at `beat`.
    [[nodiscard]] double caesura(double beat) const;
    /// Seconds of silence that end at `beat`, between two sections of the score: what sounds up to
    /// it ends before.
    [[nodiscard]] double pause(double beat) const;
    /// Seconds a quarter lasts at `beat`, fermatas left out.
    [[nodiscard]] double quarter(double beat) const;

  private:
    [[nodiscard]] double nominal(double beat) const;
    /// Seconds of silence that end at `beat`, as the rules have them.
    [[nodiscard]] double before(double beat, double silence) const;

    struct Hold {
        double start;  // seconds on the tempo map
        double end;
        double stretch;  // extra seconds a second
        double before;   // extra seconds of all earlier holds
    };
    std::vector<TempoChange> written_;
    TempoMap map_;
    std::vector<Hold> holds_;
    std::vector<std::pair<double, double>> pauses_;  // beat and its seconds on the tempo map
    double scale_;
    TimeWarp warp_;
};

}  // namespace arioso
