#pragma once

#include <cstdint>

namespace arioso {

/// Exact position or length in quarter notes: a reduced fraction. Everything written in a score is
/// counted in these; seconds appear in the performance only. Arithmetic saturates to the nearest
/// representable fraction instead of overflowing.
struct Beat {
    std::int64_t num = 0;
    std::int64_t den = 1;

    constexpr Beat() = default;
    Beat(std::int64_t numerator, std::int64_t denominator);
    static Beat whole(std::int64_t quarters) { return {quarters, 1}; }
    /// Nearest fraction of 1/1920 quarter, for input without exact fractions.
    static Beat fromDouble(double quarters);

    [[nodiscard]] double value() const {
        return static_cast<double>(num) / static_cast<double>(den);
    }
    friend Beat operator+(Beat a, Beat b);
    friend Beat operator-(Beat a, Beat b);
    friend Beat operator*(Beat a, Beat b);
    friend constexpr bool operator==(Beat a, Beat b) { return a.num == b.num && a.den == b.den; }
    friend bool operator<(Beat a, Beat b);
    friend bool operator>(Beat a, Beat b) { return b < a; }
    friend bool operator<=(Beat a, Beat b) { return !(b < a); }
    friend bool operator>=(Beat a, Beat b) { return !(a < b); }
};

}  // namespace arioso
