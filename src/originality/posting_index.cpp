#include "src/originality/posting_index.h"

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

namespace arioso {
namespace {

/// Entries a bucket, about.
constexpr std::size_t kLoad = 4;
constexpr std::size_t kMostBuckets = std::size_t{1} << 24U;

/// FNV's lower bits are better mixed than its upper ones, but not well: Knuth's multiplication.
std::size_t bucket(std::uint32_t hash, std::size_t buckets) {
    const int bits = std::bit_width(buckets) - 1;
    return bits == 0 ? 0 : (hash * 2654435769U) >> (32 - bits);
}

}  // namespace

PostingIndex::PostingIndex(Column<std::uint32_t> offsets, Column<std::uint32_t> places)
    : offsets_(std::move(offsets)), places_(std::move(places)) {
    if (offsets_.size() < 2 || !std::has_single_bit(offsets_.size() - 1) ||
        offsets_.size() - 1 > kMostBuckets)
        offsets_ = {};
}

PostingIndex::PostingIndex(std::size_t grams, const std::function<void(const Sink&)>& visit) {
    const std::size_t buckets =
        std::bit_ceil(std::clamp(grams / kLoad, std::size_t{16}, kMostBuckets));
    std::vector<std::uint32_t> counts(buckets + 1);
    visit([&](std::uint32_t hash, std::uint32_t) { ++counts[bucket(hash, buckets) + 1]; });
    for (std::size_t i = 0; i < buckets; ++i) counts[i + 1] += counts[i];
    for (const std::uint32_t offset : counts) offsets_.add(offset);
    std::vector<std::uint32_t> places(counts.back());
    visit([&](std::uint32_t hash, std::uint32_t place) {
        places[counts[bucket(hash, buckets)]++] = place;
    });
    for (const std::uint32_t place : places) places_.add(place);
}

std::size_t PostingIndex::bucketOf(std::uint32_t hash) const {
    return bucket(hash, offsets_.size() - 1);
}

std::span<const std::uint32_t> PostingIndex::places(std::uint32_t hash) const {
    if (offsets_.size() < 2) return {};
    const std::size_t at = bucketOf(hash);
    const std::size_t first = offsets_[at];
    const std::size_t end = offsets_[at + 1];
    if (first > end || end > places_.size()) return {};
    return places_.all().subspan(first, end - first);
}

}  // namespace arioso
