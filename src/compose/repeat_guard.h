#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace arioso {

/// Remembers what has been written, in memory that does not grow: two Bloom filters (Bloom, CACM
/// 13(7), 1970), each for as many entries, the older of which is emptied when the younger is full.
/// The last `entries` are always known; something new is taken for known once in 100,000 times.
class RepeatGuard {
  public:
    explicit RepeatGuard(std::size_t entries);

    void add(std::uint64_t hash);
    [[nodiscard]] bool has(std::uint64_t hash) const;

  private:
    using Filter = std::vector<std::uint64_t>;
    [[nodiscard]] bool has(const Filter& filter, std::uint64_t hash) const;

    std::size_t entries_;
    std::size_t bits_;
    std::size_t count_ = 0;
    Filter young_;
    Filter old_;
};

/// One more number into a hash.
std::uint64_t hashOn(std::uint64_t hash, std::int64_t value);

}  // namespace arioso
