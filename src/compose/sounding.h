#pragma once

#include <array>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// The pitched notes of a score by time, to ask what sounds where.
class SoundingNotes {
  public:
    explicit SoundingNotes(const Score& score);

    /// Quarters that each pitch class sounds between two ticks (kTicks a quarter).
    [[nodiscard]] std::array<double, 12> pitchClassQuarters(int begin, int end) const;
    /// The lowest note that sounds for some of the time; -1 if none does.
    [[nodiscard]] int lowest(int begin, int end) const;

  private:
    struct Span {
        int begin;
        int end;
        int pitch;
    };
    template <class Visit>
    void visit(int begin, int end, Visit&& each) const;

    std::vector<Span> spans_;  // by begin
    int longest_ = 0;
};

}  // namespace arioso
