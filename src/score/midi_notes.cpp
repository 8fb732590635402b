#include "src/score/midi_notes.h"

#include <algorithm>
#include <array>
#include <deque>

namespace arioso {
namespace {

constexpr std::size_t kKeys = 128;

bool byOnset(const KeyNote& a, const KeyNote& b) {
    return a.on != b.on ? a.on < b.on : a.key < b.key;
}

void separateRepeatedKeys(std::vector<KeyNote>& notes) {
    std::array<std::ptrdiff_t, kKeys> last{};
    last.fill(-1);
    std::vector<KeyNote> kept;
    kept.reserve(notes.size());
    for (const KeyNote& note : notes) {
        std::ptrdiff_t& before = last[note.key];
        if (before >= 0) {
            KeyNote& earlier = kept[static_cast<std::size_t>(before)];
            if (earlier.on == note.on) {
                earlier.off = std::max(earlier.off, note.off);
                earlier.velocity = std::max(earlier.velocity, note.velocity);
                continue;
            }
            earlier.off = std::min(earlier.off, note.on);
        }
        before = static_cast<std::ptrdiff_t>(kept.size());
        kept.push_back(note);
    }
    notes = std::move(kept);
}

}  // namespace

std::vector<KeyNote> pairKeys(const std::vector<KeyEvent>& events, std::int64_t end,
                              std::size_t& hanging) {
    std::vector<KeyNote> notes;
    std::array<std::deque<std::size_t>, kKeys> open;
    // A note needs some length to be one; files with notes of none mean drums or grace notes.
    const auto close = [&](std::size_t index, std::int64_t tick) {
        notes[index].off = std::max(tick, notes[index].on + 1);
    };
    for (const KeyEvent& event : events) {
        if (event.key == KeyEvent::kAllKeys) {
            for (auto& queue : open) {
                for (const std::size_t index : queue) close(index, event.tick);
                queue.clear();
            }
            continue;
        }
        auto& queue = open[event.key % kKeys];
        if (event.velocity > 0) {
            queue.push_back(notes.size());
            notes.push_back({event.tick, event.tick, event.key, event.velocity});
        } else if (!queue.empty()) {
            close(queue.front(), event.tick);
            queue.pop_front();
        }
    }
    for (const auto& queue : open) {
        hanging += queue.size();
        for (const std::size_t index : queue) close(index, end);
    }
    std::stable_sort(notes.begin(), notes.end(), byOnset);
    separateRepeatedKeys(notes);
    return notes;
}

}  // namespace arioso
