#include "dsp/watermark_code.h"

#include <array>
#include <bit>
#include <limits>

namespace arioso::dsp {
namespace {

constexpr std::array<std::uint32_t, 4> kGenerators = {011145, 012477, 015573, 016727};
constexpr std::size_t kTail = 12;
constexpr std::size_t kInfo = 64 + 32;
constexpr std::uint32_t kStates = 1U << kTail;

/// The four coded bits, as the low bits, of a register of 13 bits whose newest is the highest.
std::uint32_t outputs(std::uint32_t window) {
    std::uint32_t bits = 0;
    for (const std::uint32_t generator : kGenerators)
        bits = bits << 1 | (static_cast<std::uint32_t>(std::popcount(window & generator)) & 1U);
    return bits;
}

const std::vector<std::uint8_t>& outputTable() {
    static const std::vector<std::uint8_t> table = [] {
        std::vector<std::uint8_t> out(2 * std::size_t{kStates});
        for (std::uint32_t window = 0; window < 2 * kStates; ++window)
            out[window] = static_cast<std::uint8_t>(outputs(window));
        return out;
    }();
    return table;
}

}  // namespace

std::uint32_t watermarkCheck(std::uint64_t payload) {
    std::uint32_t crc = ~0U;
    for (int byte = 7; byte >= 0; --byte) {
        crc ^= static_cast<std::uint32_t>(payload >> (8 * byte)) & 0xFFU;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1U ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

std::vector<std::uint8_t> encodeWatermark(std::uint64_t payload) {
    const std::uint32_t check = watermarkCheck(payload);
    std::vector<std::uint8_t> out;
    out.reserve(kWatermarkCodedBits);
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < kInfo + kTail; ++i) {
        std::uint32_t bit = 0;
        if (i < 64) bit = static_cast<std::uint32_t>(payload >> (63 - i)) & 1U;
        if (i >= 64 && i < kInfo) bit = check >> (kInfo - 1 - i) & 1U;
        const std::uint32_t window = bit << kTail | state;
        const std::uint32_t coded = outputs(window);
        for (int k = 3; k >= 0; --k) out.push_back(static_cast<std::uint8_t>(coded >> k & 1U));
        state = window >> 1;
    }
    return out;
}

DecodedWatermark decodeWatermark(std::span<const float> soft) {
    constexpr float kNever = -std::numeric_limits<float>::infinity();
    const std::vector<std::uint8_t>& table = outputTable();
    std::vector<float> metric(kStates, kNever);
    std::vector<float> next(kStates);
    // The bit that fell out of the register on the better way into a state, all steps.
    std::vector<std::uint8_t> lost(std::size_t{kStates} * (kInfo + kTail));
    metric[0] = 0.0F;
    for (std::size_t i = 0; i < kInfo + kTail; ++i) {
        std::array<float, 16> branch{};
        for (std::uint32_t coded = 0; coded < 16; ++coded)
            for (std::size_t k = 0; k < 4; ++k)
                branch[coded] += (coded >> (3 - k) & 1U) != 0 ? soft[4 * i + k] : -soft[4 * i + k];
        std::uint8_t* back = lost.data() + i * kStates;
        for (std::uint32_t state = 0; state < kStates; ++state) {
            const std::uint32_t window = state << 1;
            const float zero = metric[window & (kStates - 1)] + branch[table[window]];
            const float one = metric[(window | 1U) & (kStates - 1)] + branch[table[window | 1U]];
            back[state] = one > zero ? 1 : 0;
            next[state] = one > zero ? one : zero;
        }
        metric.swap(next);
    }
    DecodedWatermark out;
    std::uint32_t state = 0;
    for (std::size_t i = kInfo + kTail; i-- > 0;) {
        const std::uint64_t bit = state >> (kTail - 1);
        if (i < 64) out.payload |= bit << (63 - i);
        if (i >= 64 && i < kInfo) out.check |= static_cast<std::uint32_t>(bit << (kInfo - 1 - i));
        state = (state << 1 | lost[i * kStates + state]) & (kStates - 1);
    }
    return out;
}

}  // namespace arioso::dsp
