#include "models/half.h"

#include <bit>
#include <cmath>

namespace arioso::models {

std::uint16_t toHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16U) & 0x8000U);
    if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7E00U);
    const float size = std::fabs(value);
    if (size >= 65520.0F) return static_cast<std::uint16_t>(sign | 0x7C00U);
    if (size < 6.103515625e-5F) {
        // Below the smallest normal number steps are all of 2^-24.
        const float steps = std::nearbyint(size * 16777216.0F);
        return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(steps));
    }
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    const std::uint32_t odd = (magnitude >> 13U) & 1U;
    const std::uint32_t rounded = magnitude + 0x0FFFU + odd;
    return static_cast<std::uint16_t>(sign | ((rounded - (112U << 23U)) >> 13U));
}

float fromHalf(std::uint16_t half) {
    const float sign = (half & 0x8000U) != 0 ? -1.0F : 1.0F;
    const int exponent = (half >> 10U) & 0x1F;
    const int fraction = half & 0x3FF;
    if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
    if (exponent == 31) return fraction != 0 ? std::nanf("") : sign * INFINITY;
    return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

}  // namespace arioso::models
