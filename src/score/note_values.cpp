#include "src/score/note_values.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace arioso {
namespace {

constexpr int kLongest = 4;    // a longa, 16 quarters
constexpr int kShortest = -8;  // a 1024th
constexpr int kMostDots = 2;
constexpr int kMostOdd = 15;
/// More tied values than these are less legible than one that is nearly right.
constexpr std::size_t kMostTied = 4;

Beat powerOfTwo(int log2) {
    return log2 >= 0 ? Beat::whole(std::int64_t{1} << log2) : Beat(1, std::int64_t{1} << -log2);
}

/// Longest drawable value that is not longer than `length`, a multiple of a power of two.
NoteValue longestWithin(Beat length) {
    NoteValue out;
    for (int log2 = kLongest; log2 >= kShortest; --log2) {
        Beat total = powerOfTwo(log2);
        if (length < total) continue;
        out.log2 = log2;
        Beat dot = total;
        for (int dots = 1; dots <= kMostDots && log2 - dots >= kShortest; ++dots) {
            dot = dot * Beat(1, 2);
            if (length < total + dot) break;
            total = total + dot;
            out.dots = dots;
        }
        out.length = total;
        // A dotted value that leaves a rest behind it is written without its dots: 5/4 is 1 + 1/4.
        if (total < length) {
            out.dots = 0;
            out.length = powerOfTwo(log2);
        }
        return out;
    }
    return out;
}

NoteValue nearest(Beat length) {
    const double log2 = std::log2(std::max(length.value(), 1e-6));
    NoteValue out;
    out.log2 = std::clamp(static_cast<int>(std::lround(log2)), kShortest, kLongest);
    out.length = length;
    return out;
}

}  // namespace

std::vector<NoteValue> noteValues(Beat length) {
    std::int64_t odd = std::max<std::int64_t>(length.den, 1);
    while (odd % 2 == 0) odd /= 2;
    if (odd > kMostOdd) return {nearest(length)};
    const auto actual = static_cast<int>(odd);
    const auto normal = static_cast<int>(std::bit_floor(static_cast<unsigned>(actual)));
    Beat rest = length * Beat(actual, normal);
    std::vector<NoteValue> out;
    while (Beat{} < rest) {
        if (rest < powerOfTwo(kShortest) || out.size() == kMostTied) return {nearest(length)};
        NoteValue value = longestWithin(rest);
        rest = rest - value.length;
        value.length = value.length * Beat(normal, actual);
        value.actual = actual;
        value.normal = normal;
        out.push_back(value);
    }
    return out;
}

}  // namespace arioso
