#pragma once

#include "src/score/score.h"

namespace arioso {

/// Where a written place is played when its passage swings: the second of two equal notes comes
/// late, finer ones move with the half of the pair they stand in, triplets stay. Beats.
class Swing {
  public:
    explicit Swing(const Score& score) : score_(score) {}
    [[nodiscard]] double place(Beat at) const;

  private:
    const Score& score_;
};

}  // namespace arioso
