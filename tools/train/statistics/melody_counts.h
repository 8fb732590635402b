#pragma once

#include <vector>

#include "models/ppm.h"
#include "tools/train/statistics/melody_corpus.h"

namespace arioso::train {

/// The counting baseline of the melody VAE: windows as events, each a place in the bar and what
/// begins there, and the ends of bars; predicted by partial matching. It says the same as the
/// cells, so that nats a melody compare. The beat before a window is given to it as it is to the
/// VAE.
class MelodyCounts {
  public:
    MelodyCounts(const std::vector<MelodyWindow>& training, int order);

    /// -ln P of a window given the beat before, nats.
    [[nodiscard]] double cost(const MelodyWindow& window) const;

  private:
    models::Ppm ppm_;
};

}  // namespace arioso::train
