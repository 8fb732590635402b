#pragma once

#include <array>
#include <map>
#include <vector>

#include "src/harmony/four_voices.h"

namespace arioso::train {

/// Counts of notes (voiceState) under contexts, backed off by Witten and Bell's share.
class Counts {
  public:
    void add(const std::vector<int>& context, int state);
    /// P(state | context); `behind` is what it is without.
    [[nodiscard]] double share(const std::vector<int>& context, int state, double behind) const;

  private:
    std::map<std::vector<int>, std::vector<double>> rows_;
};

/// The commonest note of an inner voice between an outer pair, counted; of the voice where the pair
/// was never met.
class PairGuess {
  public:
    /// States of the four voices on a beat.
    void learn(const std::array<int, kVoices>& states);
    [[nodiscard]] int guess(int voice, int highest, int lowest) const;

  private:
    std::map<std::vector<int>, std::map<int, int>> pairs_;
    std::map<int, std::map<int, int>> single_;
};

}  // namespace arioso::train
