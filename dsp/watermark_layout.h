#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dsp/watermark_key.h"

namespace arioso::dsp {

/// Where the bits of a watermark lie. A block is a grid of slots in time and bands in frequency; in
/// each of its cells the spectrum is a little louder or softer than the music has it. Cells say a
/// coded bit, or belong to the pattern by which the block is found. Blocks follow one another for
/// ever, all of them alike.
class WatermarkLayout {
  public:
    static constexpr double kSlotSeconds = 4096.0 / 44100.0;
    static constexpr std::size_t kSlots = 68;
    static constexpr std::size_t kBands = 47;
    static constexpr double kBlockSeconds = kSlotSeconds * kSlots;
    static constexpr int kFinds = -1;  ///< in Cell::bit: no bit, part of the known pattern

    struct Cell {
        int bit = kFinds;   ///< which coded bit
        float sign = 1.0F;  ///< +1 or -1: louder or softer for a 1 (or where there is no bit)
    };

    explicit WatermarkLayout(const WatermarkKey& key);

    [[nodiscard]] const Cell& cell(std::size_t slot, std::size_t band) const noexcept {
        return cells_[slot * kBands + band];
    }
    /// Edges of the bands in Hz: 200 Hz to 9 kHz, each 6 % wide and 80 Hz at least, so that a
    /// higher pitch is what edges at other places see.
    static const std::array<double, kBands + 1>& edges();

  private:
    std::vector<Cell> cells_;
};

}  // namespace arioso::dsp
