#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dsp/philox.h"

namespace arioso::corpus {

/// FNV-1a: a hash that is the same on every platform, unlike std::hash.
constexpr std::uint64_t stableHash(std::string_view text,
                                   std::uint64_t basis = 0xcbf29ce484222325U) {
    for (const char c : text) {
        basis = (basis ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return basis;
}

/// Sequential random numbers on Philox: the same on every platform (unlike <random>'s
/// distributions). One object a piece, so the order in which pieces are made does not matter.
class Random {
  public:
    Random(std::uint64_t seed, std::uint64_t stream) : philox_(seed, stream) {}

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>(philox_.uniform(next_++)); }
    double range(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform in [low, high], both included.
    int integer(int low, int high) {
        return low + static_cast<int>(uniform() * static_cast<double>(high - low + 1));
    }
    bool chance(double probability) { return uniform() < probability; }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(integer(0, static_cast<int>(from.size()) - 1))];
    }

  private:
    dsp::Philox philox_;
    std::uint64_t next_ = 0;
};

}  // namespace arioso::corpus
