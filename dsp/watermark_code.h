#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace arioso::dsp {

/// Coded bits of a watermark: 64 bits of payload, 32 of their CRC, 12 of tail, four each.
inline constexpr std::size_t kWatermarkCodedBits = (64 + 32 + 12) * 4;

/// CRC-32 (IEEE 802.3) of the payload, most significant byte first.
std::uint32_t watermarkCheck(std::uint64_t payload);

/// Payload and check through the convolutional code of rate 1/4 and constraint length 13 with the
/// largest free distance (33; Proakis, "Digital communications", table of maximum free distance
/// codes): one 0 or 1 a coded bit. Any thread.
std::vector<std::uint8_t> encodeWatermark(std::uint64_t payload);

/// What the Viterbi algorithm makes of soft values (the more positive, the likelier a 1).
struct DecodedWatermark {
    std::uint64_t payload = 0;
    std::uint32_t check = 0;  ///< as read; right if it is watermarkCheck(payload)
    [[nodiscard]] bool intact() const { return check == watermarkCheck(payload); }
};
DecodedWatermark decodeWatermark(std::span<const float> soft);

}  // namespace arioso::dsp
