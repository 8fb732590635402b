#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "src/originality/column.h"

namespace arioso {

/// Fowler, Noll and Vo's hash FNV-1a, word by word.
class GramHash {
  public:
    void mix(std::uint32_t value) { hash_ = (hash_ ^ value) * 16777619U; }
    [[nodiscard]] std::uint32_t value() const { return hash_; }

  private:
    std::uint32_t hash_ = 2166136261U;
};

/// Where each gram of a long row of symbols is found: places in buckets by a hash of the gram, an
/// inverted index as of text search. A bucket may hold other grams, too: whoever asks compares.
/// Four bytes a place. Immutable once built; any thread.
class PostingIndex {
  public:
    PostingIndex() = default;
    /// From a file: offsets of 2^n buckets and one more, and the places. Where they are not what
    /// they should be nothing is found; places may lie anywhere, and who asks checks them.
    PostingIndex(Column<std::uint32_t> offsets, Column<std::uint32_t> places);
    /// `visit` hands each place that a gram begins at, with its hash, to the function it is given;
    /// it is called twice and must do the same both times.
    using Sink = std::function<void(std::uint32_t hash, std::uint32_t place)>;
    explicit PostingIndex(std::size_t grams, const std::function<void(const Sink&)>& visit);

    /// Places where a gram of this hash may be, ascending.
    [[nodiscard]] std::span<const std::uint32_t> places(std::uint32_t hash) const;
    [[nodiscard]] const Column<std::uint32_t>& offsets() const { return offsets_; }
    [[nodiscard]] const Column<std::uint32_t>& all() const { return places_; }

  private:
    [[nodiscard]] std::size_t bucketOf(std::uint32_t hash) const;

    Column<std::uint32_t> offsets_;
    Column<std::uint32_t> places_;
};

}  // namespace arioso
