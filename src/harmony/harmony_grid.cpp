#include "src/harmony/harmony_grid.h"

#include <algorithm>

#include "src/compose/metre_plan.h"
#include "src/compose/steering.h"

namespace arioso {
namespace {

/// Ticks of a whole bar, and where its felt beats begin.
struct Beats {
    int barTicks = 0;
    std::vector<int> starts;
};

Beats beatsOf(const StudyBar& bar) {
    if (metreIsSupported(bar.beats, bar.beatType)) {
        const MetrePlan plan = metrePlan(bar.beats, bar.beatType);
        return {plan.barTicks, plan.beatStarts};
    }
    Beats out;
    const int type = std::max(1, bar.beatType);
    out.barTicks = std::max(1, bar.beats * 4 * kTicks / type);
    const bool compound = type >= 8 && bar.beats % 3 == 0;
    const int step = std::max(kTicks / 2, (compound ? 3 : 1) * 4 * kTicks / type);
    for (int at = 0; at < out.barTicks; at += step) out.starts.push_back(at);
    return out;
}

/// Whether a short bar is the end of a whole one.
bool isEndOfBar(const std::vector<StudyBar>& bars, std::size_t i, int barTicks) {
    if (bars[i].length >= barTicks) return false;
    if (i == 0) return true;
    return bars[i - 1].length < barTicks && bars[i - 1].length + bars[i].length <= barTicks &&
           i > 1;
}

}  // namespace

std::vector<HarmonySlot> harmonyGrid(const std::vector<StudyBar>& bars) {
    std::vector<HarmonySlot> out;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const StudyBar& bar = bars[i];
        const Beats beats = beatsOf(bar);
        const int shift = isEndOfBar(bars, i, beats.barTicks) ? beats.barTicks - bar.length : 0;
        const auto count = static_cast<int>(beats.starts.size());
        // A bar that is longer than its metre goes on in beats of the same length.
        std::vector<int> starts = beats.starts;
        for (int at = beats.barTicks; at < bar.length; at += beats.barTicks)
            for (const int start : beats.starts) starts.push_back(at + start);
        for (std::size_t k = 0; k < starts.size(); ++k) {
            const int begin = std::max(0, starts[k] - shift);
            const int next = k + 1 < starts.size() ? starts[k + 1] - shift : bar.length;
            const int end = std::min(next, bar.length);
            if (end <= begin) continue;
            out.push_back({bar.start + begin, end - begin, static_cast<int>(i),
                           static_cast<int>(k) % count, count});
        }
    }
    return out;
}

}  // namespace arioso
