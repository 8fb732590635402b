#pragma once

#include <cstdint>
#include <vector>

namespace arioso {

/// A key going down (velocity > 0) or up; `key` 255 ends all keys.
struct KeyEvent {
    static constexpr std::uint8_t kAllKeys = 255;
    std::int64_t tick = 0;
    std::uint8_t key = 0;
    std::uint8_t velocity = 0;
};

struct KeyNote {
    std::int64_t on = 0;
    std::int64_t off = 0;
    std::uint8_t key = 0;
    std::uint8_t velocity = 0;
};

/// Pairs each note-on with the first note-off of its key that is still free, ends what stays open
/// at `end` (counted in `hanging`), merges notes that begin together on one key and cuts a note
/// where its key is struck again: one key of one instrument sounds once at a time. Sorted by
/// onset, key.
std::vector<KeyNote> pairKeys(const std::vector<KeyEvent>& events, std::int64_t end,
                              std::size_t& hanging);

}  // namespace arioso
