#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace arioso::dsp {

/// Philox4x32-10 counter-based random numbers (Salmon et al., "Parallel random numbers: as easy as
/// 1, 2, 3", SC'11). A value depends only on (key, counter): noise is the same whatever the block,
/// batch, thread or device that asks for it.
class Philox {
  public:
    using Block = std::array<std::uint32_t, 4>;

    constexpr explicit Philox(std::uint64_t seed, std::uint64_t stream = 0)
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          stream_(stream) {}

    /// Four uniform 32-bit words for the counter (index, stream).
    [[nodiscard]] constexpr Block block(std::uint64_t index) const {
        Block counter{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                      static_cast<std::uint32_t>(stream_),
                      static_cast<std::uint32_t>(stream_ >> 32)};
        std::uint32_t k0 = key_[0];
        std::uint32_t k1 = key_[1];
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t p0 = std::uint64_t{0xD2511F53U} * counter[0];
            const std::uint64_t p1 = std::uint64_t{0xCD9E8D57U} * counter[2];
            counter = {static_cast<std::uint32_t>(p1 >> 32) ^ counter[1] ^ k0,
                       static_cast<std::uint32_t>(p1),
                       static_cast<std::uint32_t>(p0 >> 32) ^ counter[3] ^ k1,
                       static_cast<std::uint32_t>(p0)};
            k0 += 0x9E3779B9U;
            k1 += 0xBB67AE85U;
        }
        return counter;
    }

    /// Uniform in [0, 1), element `index` of the stream.
    [[nodiscard]] constexpr float uniform(std::uint64_t index) const {
        return static_cast<float>(block(index / 4)[index % 4] >> 8) * 0x1p-24F;
    }

    /// Four standard normal values (Box-Muller) for block `index`.
    [[nodiscard]] std::array<float, 4> normalBlock(std::uint64_t index) const {
        const Block words = block(index);
        std::array<float, 4> out{};
        for (int pair = 0; pair < 2; ++pair) {
            const auto p = static_cast<std::size_t>(pair) * 2;
            const float u1 = (static_cast<float>(words[p] >> 8) + 1.0F) * 0x1p-24F;
            const float u2 = static_cast<float>(words[p + 1] >> 8) * 0x1p-24F;
            const float radius = std::sqrt(-2.0F * std::log(u1));
            const float angle = 6.28318530718F * u2;
            out[p] = radius * std::cos(angle);
            out[p + 1] = radius * std::sin(angle);
        }
        return out;
    }

    /// Standard normal, element `index` of the stream.
    [[nodiscard]] float normal(std::uint64_t index) const {
        return normalBlock(index / 4)[index % 4];
    }

  private:
    std::array<std::uint32_t, 2> key_;
    std::uint64_t stream_;
};

}  // namespace arioso::dsp
