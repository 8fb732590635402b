#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "src/condition/instruments.h"
#include "src/score/score.h"

namespace arioso::play {

/// Remembers what was played on a keyboard. Any thread.
class PlayedKeys {
  public:
    void message(std::span<const std::uint8_t> bytes, double seconds);
    /// One part, in quarters of half a second, to 1/96 of a quarter; keys that are still held end
    /// at `now`. Pedals, wheels and levels are its controls.
    [[nodiscard]] Score score(const Instrument& instrument, int transpose, double now) const;

  private:
    struct Key {
        int key = 0;
        int velocity = 0;
        double on = 0.0;
        double off = -1.0;  // while it is held
    };
    struct Control {
        ControlChange::Kind kind;
        float value = 0.0F;
        double seconds = 0.0;
    };
    mutable std::mutex mutex_;
    std::vector<Key> keys_;
    std::vector<Control> controls_;
};

}  // namespace arioso::play
