#include "src/compose/metre_plan.h"

#include <algorithm>
#include <array>

#include "dsp/error.h"
#include "src/compose/steering.h"
#include "src/compose/study.h"

namespace arioso {
namespace {

struct Known {
    int beats;
    int beatType;
    int half;
    std::vector<int> beatStarts;
    std::vector<MetreUnit> units;
};

const std::vector<Known>& knownMetres() {
    static const std::vector<Known> known = {
        {2, 4, 12, {0, 12}, {{"2/4", 0, 24}}},
        {3, 4, 24, {0, 12, 24}, {{"3/4", 0, 36}}},
        {4, 4, 24, {0, 12, 24, 36}, {{"4/4", 0, 48}}},
        {5, 4, 36, {0, 12, 24, 36, 48}, {{"3/4", 0, 36}, {"2/4", 36, 24}}},
        {6, 4, 36, {0, 12, 24, 36, 48, 60}, {{"3/4", 0, 36}, {"3/4", 36, 36}}},
        {7, 4, 48, {0, 12, 24, 36, 48, 60, 72}, {{"4/4", 0, 48}, {"3/4", 48, 36}}},
        {2, 2, 24, {0, 24}, {{"4/4", 0, 48}}},
        {3, 2, 48, {0, 24, 48}, {{"3/4", 0, 72, 2}}},
        {3, 8, 0, {0}, {{"3/8", 0, 18}}},
        {5, 8, 18, {0, 18}, {{"3/8", 0, 18}, {"2/4", 18, 12, 1, 2}}},
        {6, 8, 18, {0, 18}, {{"6/8", 0, 36}}},
        {7, 8, 24, {0, 12, 24}, {{"2/4", 0, 24}, {"3/8", 24, 18}}},
        {9, 8, 36, {0, 18, 36}, {{"3/8", 0, 18}, {"3/8", 18, 18}, {"3/8", 36, 18}}},
        {12, 8, 36, {0, 18, 36, 54}, {{"6/8", 0, 36}, {"6/8", 36, 36}}},
    };
    return known;
}

const Known* find(int beats, int beatType) {
    for (const Known& one : knownMetres())
        if (one.beats == beats && one.beatType == beatType) return &one;
    return nullptr;
}

}  // namespace

bool metreIsSupported(int beats, int beatType) {
    return find(beats, beatType) != nullptr;
}

MetrePlan metrePlan(int beats, int beatType) {
    const Known* known = find(beats, beatType);
    if (known == nullptr) {
        std::string names;
        for (const Known& one : knownMetres())
            names += (names.empty() ? "" : " ") + std::to_string(one.beats) + "/" +
                     std::to_string(one.beatType);
        throw Error(ExitCode::Usage, "metre: expected one of " + names + ", found " +
                                         std::to_string(beats) + "/" + std::to_string(beatType));
    }
    MetrePlan plan;
    plan.beats = beats;
    plan.beatType = beatType;
    plan.barTicks = beats * 4 * kTicks / beatType;
    plan.beatStarts = known->beatStarts;
    plan.half = known->half;
    plan.units = known->units;
    return plan;
}

int MetrePlan::strength(int place, int duration) const {
    const auto beat = std::find(beatStarts.begin(), beatStarts.end(), place);
    if (beat == beatStarts.end()) return duration >= beatLength(0) ? 1 : 2;
    if (place == 0 || duration >= 2 * beatLength(0)) return 0;
    return place == half && beatStarts.size() != 3 ? 0 : 1;
}

}  // namespace arioso
