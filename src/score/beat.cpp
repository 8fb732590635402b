#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "src/score/score.h"

namespace arioso {
namespace {

// Products of two 64-bit numbers need 128 bits; __extension__ keeps -Wpedantic content.
__extension__ using Wide = __int128;

constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();

Wide greatestCommonDivisor(Wide a, Wide b) {
    while (b != 0) a = std::exchange(b, a % b);
    return a;
}

/// Last continued-fraction convergent whose terms both fit 64 bits.
std::pair<Wide, Wide> nearestRepresentable(Wide num, Wide den) {
    if (num / den >= kMost) return {kMost, 1};
    Wide p0 = 0;
    Wide q0 = 1;
    Wide p1 = 1;
    Wide q1 = 0;
    while (den != 0) {
        const Wide term = num / den;
        // The quotients are bounded by the limits themselves, so that no product can overflow.
        if (p1 != 0 && term > (kMost - p0) / p1) break;
        if (q1 != 0 && term > (kMost - q0) / q1) break;
        p0 = std::exchange(p1, term * p1 + p0);
        q0 = std::exchange(q1, term * q1 + q0);
        num = std::exchange(den, num - term * den);
    }
    if (q1 == 0) return {kMost, 1};
    return {p1, q1};
}

Beat reduced(Wide num, Wide den) {
    Beat out;
    if (num == 0) return out;
    const bool negative = (num < 0) != (den < 0);
    if (num < 0) num = -num;
    if (den < 0) den = -den;
    if (den == 0) {
        out.num = static_cast<std::int64_t>(negative ? -kMost : kMost);
        return out;
    }
    const Wide divisor = greatestCommonDivisor(num, den);
    num /= divisor;
    den /= divisor;
    if (num > kMost || den > kMost) std::tie(num, den) = nearestRepresentable(num, den);
    if (num == 0) den = 1;
    out.num = static_cast<std::int64_t>(negative ? -num : num);
    out.den = static_cast<std::int64_t>(den);
    return out;
}

}  // namespace

Beat::Beat(std::int64_t numerator, std::int64_t denominator) {
    *this = reduced(numerator, denominator);
}

Beat Beat::fromDouble(double quarters) {
    constexpr double kGrid = 1920.0;
    constexpr double kLimit = 4e15;  // whole grid steps stay exact in a double
    if (std::isnan(quarters)) return {};
    const double steps = std::nearbyint(quarters * kGrid);
    if (steps > kLimit) return Beat::whole(static_cast<std::int64_t>(kLimit / kGrid));
    if (steps < -kLimit) return Beat::whole(-static_cast<std::int64_t>(kLimit / kGrid));
    return {static_cast<std::int64_t>(steps), static_cast<std::int64_t>(kGrid)};
}

Beat operator+(Beat a, Beat b) {
    if (a.den == b.den) return reduced(Wide{a.num} + b.num, a.den);
    return reduced(Wide{a.num} * b.den + Wide{b.num} * a.den, Wide{a.den} * b.den);
}

Beat operator-(Beat a, Beat b) {
    if (a.den == b.den) return reduced(Wide{a.num} - b.num, a.den);
    return reduced(Wide{a.num} * b.den - Wide{b.num} * a.den, Wide{a.den} * b.den);
}

Beat operator*(Beat a, Beat b) {
    return reduced(Wide{a.num} * b.num, Wide{a.den} * b.den);
}

bool operator<(Beat a, Beat b) {
    if (a.den == b.den) return a.num < b.num;
    return Wide{a.num} * b.den < Wide{b.num} * a.den;
}

}  // namespace arioso
