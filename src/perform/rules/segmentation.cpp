#include "src/perform/rules/segmentation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace arioso {
namespace {

constexpr double kShortestRest = 0.5;  // quarters

/// LBDM of one parameter: each interval by how much it differs from its neighbours, largest = 1.
std::vector<double> changes(const std::vector<double>& intervals) {
    const auto degree = [](double a, double b) {
        return a + b > 0.0 ? std::abs(a - b) / (a + b) : 0.0;
    };
    std::vector<double> out(intervals.size(), 0.0);
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const double before = i > 0 ? degree(intervals[i - 1], intervals[i]) : 0.0;
        const double after =
            i + 1 < intervals.size() ? degree(intervals[i], intervals[i + 1]) : 0.0;
        out[i] = intervals[i] * (before + after);
    }
    const double most = out.empty() ? 0.0 : *std::max_element(out.begin(), out.end());
    if (most > 0.0)
        for (double& one : out) one /= most;
    return out;
}

}  // namespace

std::vector<double> boundaryStrengths(std::span<const LineNote> tune) {
    std::vector<double> out(tune.size(), 0.0);
    if (tune.size() < 2) return out;
    std::vector<double> leaps;
    std::vector<double> times;
    std::vector<double> rests;
    for (std::size_t i = 0; i + 1 < tune.size(); ++i) {
        leaps.push_back(std::abs(tune[i + 1].pitch - tune[i].pitch));
        times.push_back(tune[i + 1].start - tune[i].start);
        const double rest = tune[i + 1].start - tune[i].end;
        rests.push_back(rest >= kShortestRest ? rest : 0.0);
    }
    const std::vector<double> leap = changes(leaps);
    const std::vector<double> time = changes(times);
    const std::vector<double> rest = changes(rests);
    for (std::size_t i = 0; i + 1 < tune.size(); ++i) {
        double strength = 0.25 * leap[i] + 0.5 * time[i] + 0.25 * rest[i];
        if (tune[i].phraseEnd) strength += 1.5;
        strength += std::min(1.0, 0.5 * rests[i]);
        if (i > 0 && tune[i - 1].slurred && !tune[i].slurred) strength += 0.2;
        out[i + 1] = strength;
    }
    return out;
}

std::vector<std::size_t> melodyGroups(std::span<const double> strengths) {
    constexpr double kLeast = 0.4;
    std::vector<std::size_t> out;
    if (strengths.empty()) return out;
    out.push_back(0);
    for (std::size_t i = 1; i < strengths.size(); ++i) {
        const bool peak = strengths[i] > strengths[i - 1] &&
                          (i + 1 == strengths.size() || strengths[i] >= strengths[i + 1]);
        if (peak && strengths[i] > kLeast && i - out.back() >= 2) out.push_back(i);
    }
    return out;
}

std::vector<std::size_t> phraseStarts(std::span<const LineNote> tune,
                                      std::span<const double> strengths, double target, double bar,
                                      std::span<const std::size_t> fixed) {
    constexpr double kLengthWeight = 0.5;
    constexpr double kWholeBars = 0.3;
    constexpr double kShortest = 0.25;
    constexpr double kLongest = 3.0;
    if (tune.empty()) return {};
    const std::size_t count = tune.size();
    const auto startOf = [&](std::size_t i) { return i < count ? tune[i].start : tune.back().end; };
    std::vector<bool> demanded(count + 1, false);
    for (const std::size_t i : fixed) demanded[std::min(i, count)] = true;
    // best[i]: of all cuts of the notes before i, the end of the tune being one.
    std::vector<double> best(count + 1, -std::numeric_limits<double>::infinity());
    std::vector<std::size_t> from(count + 1, 0);
    best[0] = 0.0;
    for (std::size_t end = 1; end <= count; ++end) {
        for (std::size_t first = end; first-- > 0;) {
            const double length = startOf(end) - startOf(first);
            const bool forced = first + 1 == end || demanded[end] || end == count;
            if (length > kLongest * target && !forced) break;
            if (length > 0.0 && (length >= kShortest * target || forced)) {
                const double octaves = std::log2(std::max(length, 1e-3) / target);
                const double bars = length / std::max(bar, 1e-3);
                const bool whole = std::abs(bars - std::round(bars)) < 1e-3;
                const double score = best[first] - kLengthWeight * octaves * octaves +
                                     (whole ? kWholeBars : 0.0) +
                                     (end < count ? strengths[end] : 0.0);
                if (score > best[end]) {
                    best[end] = score;
                    from[end] = first;
                }
            }
            // Nothing may reach over a demanded start; nor far over the longest phrase.
            if (demanded[first] || length > 2.0 * kLongest * target) break;
        }
    }
    std::vector<std::size_t> out;
    for (std::size_t end = count; end > 0; end = from[end]) out.push_back(from[end]);
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace arioso
