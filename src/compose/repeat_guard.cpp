#include "src/compose/repeat_guard.h"

#include <algorithm>

namespace arioso {
namespace {

constexpr std::size_t kBitsAnEntry = 32;
constexpr unsigned kProbes = 6;

std::uint64_t probe(std::uint64_t hash, unsigned number) {
    // Double hashing (Kirsch and Mitzenmacher, ESA 2006).
    return hash + number * ((hash >> 32U) | 1U);
}

}  // namespace

std::uint64_t hashOn(std::uint64_t hash, std::int64_t value) {
    hash ^= static_cast<std::uint64_t>(value) + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
    hash *= 0xFF51AFD7ED558CCDULL;
    hash ^= hash >> 33U;
    hash *= 0xC4CEB9FE1A85EC53ULL;
    return hash ^ (hash >> 29U);
}

RepeatGuard::RepeatGuard(std::size_t entries)
    : entries_(entries),
      bits_(entries * kBitsAnEntry),
      young_(bits_ / 64 + 1, 0),
      old_(bits_ / 64 + 1, 0) {}

void RepeatGuard::add(std::uint64_t hash) {
    if (has(young_, hash)) return;
    if (count_ == entries_) {
        std::swap(young_, old_);
        std::fill(young_.begin(), young_.end(), 0);
        count_ = 0;
    }
    for (unsigned i = 0; i < kProbes; ++i) {
        const std::uint64_t bit = probe(hash, i) % bits_;
        young_[bit / 64] |= 1ULL << (bit % 64);
    }
    ++count_;
}

bool RepeatGuard::has(const Filter& filter, std::uint64_t hash) const {
    for (unsigned i = 0; i < kProbes; ++i) {
        const std::uint64_t bit = probe(hash, i) % bits_;
        if ((filter[bit / 64] & (1ULL << (bit % 64))) == 0) return false;
    }
    return true;
}

bool RepeatGuard::has(std::uint64_t hash) const {
    return has(young_, hash) || has(old_, hash);
}

}  // namespace arioso
