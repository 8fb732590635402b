#pragma once

#include <cstdint>

#include "dsp/philox.h"

namespace arioso::models {

/// Uniform numbers one after another from a place in a Philox stream: the same (seed, stream) gives
/// the same numbers on every machine. Plain value: a copy goes on from the same place.
class RandomStream {
  public:
    explicit RandomStream(std::uint64_t seed, std::uint64_t stream = 0) : source_(seed, stream) {}

    /// In [0, 1), 53 bits.
    double uniform() {
        const dsp::Philox::Block words = source_.block(next_++);
        const std::uint64_t bits = (std::uint64_t{words[0]} << 21U) ^ (words[1] >> 11U);
        return static_cast<double>(bits & ((1ULL << 53U) - 1U)) * 0x1p-53;
    }
    /// In 0 … count - 1; 0 for a count below 1.
    int below(int count) {
        return count <= 1 ? 0 : static_cast<int>(uniform() * static_cast<double>(count));
    }
    /// True with this probability.
    bool chance(double probability) { return uniform() < probability; }
    /// In [low, high).
    double between(double low, double high) { return low + (high - low) * uniform(); }

  private:
    dsp::Philox source_;
    std::uint64_t next_ = 0;
};

}  // namespace arioso::models
