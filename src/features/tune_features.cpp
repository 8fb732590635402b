#include "src/features/tune_features.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "src/features/rhythm_features.h"

namespace arioso {

std::string contourOf(const std::vector<int>& pitches) {
    if (pitches.size() < 2) return "horizontal";
    const int first = pitches.front();
    const int last = pitches.back();
    double sum = 0.0;
    for (std::size_t i = 1; i + 1 < pitches.size(); ++i) sum += pitches[i];
    const int middle =
        pitches.size() > 2
            ? static_cast<int>(std::lround(sum / static_cast<double>(pitches.size() - 2)))
            : static_cast<int>(std::lround(0.5 * (first + last)));
    const int up = (middle > first) - (middle < first);
    const int then = (last > middle) - (last < middle);
    static constexpr const char* kNames[3][3] = {
        {"descending", "descending-horizontal", "concave"},
        {"horizontal-descending", "horizontal", "horizontal-ascending"},
        {"convex", "ascending-horizontal", "ascending"}};
    return kNames[up + 1][then + 1];
}

TuneFeatures tuneFeatures(const std::vector<StudyNote>& tune, const std::vector<StudyBar>& bars) {
    TuneFeatures out;
    out.notes = static_cast<int>(tune.size());
    if (tune.empty()) return out;
    out.lowest = out.highest = tune.front().pitch;
    out.parsons = "*";
    std::vector<int> phrase;
    for (std::size_t i = 0; i < tune.size(); ++i) {
        out.lowest = std::min(out.lowest, tune[i].pitch);
        out.highest = std::max(out.highest, tune[i].pitch);
        phrase.push_back(tune[i].pitch);
        if (tune[i].phraseEnd || i + 1 == tune.size()) {
            if (phrase.size() > 2) ++out.contours[contourOf(phrase)];
            phrase.clear();
        }
        if (i == 0) continue;
        const int interval = tune[i].pitch - tune[i - 1].pitch;
        out.intervals[static_cast<std::size_t>(std::clamp(interval, -12, 12) + 12)] += 1.0;
        out.meanInterval += std::abs(interval);
        out.repeated += interval == 0 ? 1.0 : 0.0;
        out.steps += std::abs(interval) == 1 || std::abs(interval) == 2 ? 1.0 : 0.0;
        out.leaps += std::abs(interval) > 4 ? 1.0 : 0.0;
        out.parsons += interval > 0 ? 'U' : interval < 0 ? 'D' : 'R';
    }
    const auto count = static_cast<double>(tune.size() - 1);
    if (count > 0.0) {
        for (double& one : out.intervals) one /= count;
        out.meanInterval /= count;
        out.repeated /= count;
        out.steps /= count;
        out.leaps /= count;
    }
    out.syncopation = syncopationOf(tune, bars);
    return out;
}

}  // namespace arioso
