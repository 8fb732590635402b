#pragma once

#include <cstdint>
#include <string_view>

namespace arioso::dsp {

/// Who can read, and who can counterfeit, a watermark: 128 bits that choose its pattern.
struct WatermarkKey {
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
    bool operator==(const WatermarkKey&) const = default;
};

/// The first half of the SHA-256 of `secret`, whatever bytes these are. Any thread.
WatermarkKey watermarkKey(std::string_view secret);
/// The one that every Arioso knows: it tells that a sound was made, and proves nothing.
WatermarkKey publicWatermarkKey();

}  // namespace arioso::dsp
