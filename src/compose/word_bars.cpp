#include "src/compose/word_bars.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

#include "dsp/error.h"

namespace arioso {
namespace {

// What a bar line costs, in squares of syllables by which bars differ.
constexpr double kBeforeLight = 2.0;
constexpr double kInsideLine = 1.0;
constexpr double kUpbeat = 0.5;
constexpr double kLineInsideBar = 4.0;
constexpr std::size_t kLongestUpbeat = 2;

/// Of a bar that sings syllables [first, end).
double costOf(const std::vector<WordSyllable>& all, std::size_t first, std::size_t end,
              double usual) {
    const double differs = static_cast<double>(end - first) - usual;
    double cost = differs * differs / std::max(1.0, usual);
    for (std::size_t i = first + 1; i < end; ++i) {
        if (!all[i].lineStart) continue;
        bool upbeat = end - i <= kLongestUpbeat;
        for (std::size_t k = i; k < end; ++k) upbeat = upbeat && all[k].stress != 1;
        cost += upbeat ? kUpbeat : kLineInsideBar;
    }
    if (end == all.size() || all[end].lineStart) return cost;
    return cost + kInsideLine + (all[end].stress == 0 ? kBeforeLight : 0.0);
}

}  // namespace

std::vector<std::size_t> syllablesByBar(const std::vector<WordSyllable>& syllables,
                                        const std::vector<std::size_t>& most) {
    const std::size_t room = std::accumulate(most.begin(), most.end(), std::size_t{0});
    if (syllables.size() > room || most.empty())
        throw Error(ExitCode::Usage, "the words have " + std::to_string(syllables.size()) +
                                         " syllables: expected at most " + std::to_string(room) +
                                         " in " + std::to_string(most.size()) + " bars");
    const double usual = static_cast<double>(syllables.size()) / static_cast<double>(most.size());
    const double never = std::numeric_limits<double>::infinity();
    const std::size_t count = syllables.size() + 1;
    std::vector<std::vector<double>> best(most.size() + 1, std::vector<double>(count, never));
    std::vector<std::vector<std::size_t>> from(most.size() + 1, std::vector<std::size_t>(count));
    best[0][0] = 0.0;
    for (std::size_t bar = 0; bar < most.size(); ++bar)
        for (std::size_t first = 0; first < count; ++first) {
            if (best[bar][first] == never) continue;
            for (std::size_t end = first; end < count && end - first <= most[bar]; ++end) {
                const double cost = best[bar][first] + costOf(syllables, first, end, usual);
                if (cost >= best[bar + 1][end]) continue;
                best[bar + 1][end] = cost;
                from[bar + 1][end] = first;
            }
        }
    std::vector<std::size_t> out(most.size());
    std::size_t end = syllables.size();
    for (std::size_t bar = most.size(); bar > 0; --bar) {
        out[bar - 1] = end - from[bar][end];
        end = from[bar][end];
    }
    return out;
}

}  // namespace arioso
