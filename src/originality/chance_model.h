#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace arioso {

/// How likely music of a kind writes a row of symbols: a Markov model of second order with
/// Witten and Bell's interpolation (IEEE Trans. Inf. Theory 37, 1991) over how many pieces, not how
/// many places, have a gram, so that a refrain counts once. Any thread once everything is added.
class ChanceModel {
  public:
    /// `symbols` of one piece. A symbol is less than 2^31.
    void add(std::span<const std::uint32_t> symbols);

    /// Information of a row of symbols, bits, its first ones without what comes before. `own`: the
    /// row is one of a piece that was added, which is then left out of the counts.
    [[nodiscard]] double bits(std::span<const std::uint32_t> row, bool own) const;

  private:
    static constexpr std::size_t kOrder = 2;
    struct Context {
        std::uint32_t pieces = 0;  ///< sum of the pieces of its continuations
        std::unordered_map<std::uint32_t, std::uint32_t> next;
    };
    using Key = std::array<std::uint32_t, kOrder>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            return (std::uint64_t{key[0]} * 0x9E3779B97F4A7C15U) ^
                   (std::uint64_t{key[1]} * 0xC2B2AE3D27D4EB4FU >> 7U);
        }
    };
    std::array<std::unordered_map<Key, Context, KeyHash>, kOrder + 1> contexts_;
};

/// How sure a shared run is to be more than chance, as in the comparison of genetic sequences
/// (Karlin and Altschul, PNAS 87, 1990): rows of so many bits are expected `asked` × `known` ×
/// 2^-bits times between so many stretches of a piece and of a library. Music is more alike than a
/// Markov model knows, so what is expected is turned into a share of pieces by a line that was
/// fitted to works by composers who are not in the library.
struct ChanceScale {
    double offset = 0.0;
    double slope = 1.0;

    /// Share of pieces, 0…1, that have so rare a run by chance.
    [[nodiscard]] double chance(double bits, std::size_t asked, std::size_t known) const;
    /// Decimal logarithm of how often it is expected.
    static double expected(double bits, std::size_t asked, std::size_t known);
    /// Fitted to the least `expected` of each of some pieces; those without a run count as far
    /// above. Keeps offset and slope of no change where there are fewer than twenty.
    static ChanceScale fitted(std::vector<double> expected);
};

}  // namespace arioso
