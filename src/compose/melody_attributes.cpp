#include "src/compose/melody_attributes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace arioso {
namespace {

/// Places on the line of fifths by pitch class above the tonic; the tritone is a raised fourth.
constexpr std::array<int, 12> kFifths{0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5};

std::size_t at(MelodyAttribute attribute) {
    return static_cast<std::size_t>(attribute);
}

}  // namespace

const char* nameOf(MelodyAttribute attribute) {
    static constexpr std::array<const char*, kMelodyAttributes> kNames{
        "density", "range", "syncopation", "height", "leaps", "brightness", "arousal", "valence"};
    return kNames[at(attribute)];
}

MelodyMeasures measureCells(std::span<const int> cells) {
    MelodyMeasures out{};
    std::vector<int> pitches;
    std::size_t held = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] < kCellPitch || cells[i] >= kCellSymbols) continue;
        pitches.push_back(symbolPitch(cells[i], 0));
        if (i % kBeatCells == 0) continue;
        std::size_t next = i + 1;
        while (next < cells.size() && cells[next] == kCellHold) ++next;
        const std::size_t beat = (i / kBeatCells + 1) * kBeatCells;
        if (beat < cells.size() && next > beat) ++held;
    }
    if (pitches.empty()) return out;
    const auto notes = static_cast<double>(pitches.size());
    const auto [lowest, highest] = std::minmax_element(pitches.begin(), pitches.end());
    double sum = 0.0;
    double bright = 0.0;
    double leaps = 0.0;
    for (std::size_t i = 0; i < pitches.size(); ++i) {
        sum += pitches[i];
        bright += kFifths[static_cast<std::size_t>(pitchClassOf(pitches[i]))];
        if (i > 0) leaps += std::abs(pitches[i] - pitches[i - 1]);
    }
    out[at(MelodyAttribute::Density)] = notes * kBeatCells / static_cast<double>(cells.size());
    out[at(MelodyAttribute::Range)] = *highest - *lowest;
    out[at(MelodyAttribute::Syncopation)] = static_cast<double>(held) / notes;
    out[at(MelodyAttribute::Height)] = sum / notes;
    out[at(MelodyAttribute::Leaps)] = leaps / std::max(1.0, notes - 1.0);
    out[at(MelodyAttribute::Brightness)] = bright / notes;
    return out;
}

void addAffect(MelodyMeasures& measures, const MelodyScale& scale) {
    const auto standard = [&](MelodyAttribute attribute) {
        const double deviation = scale.deviation[at(attribute)];
        return deviation > 0.0 ? (measures[at(attribute)] - scale.mean[at(attribute)]) / deviation
                               : 0.0;
    };
    measures[at(MelodyAttribute::Arousal)] =
        (standard(MelodyAttribute::Density) + standard(MelodyAttribute::Leaps) +
         standard(MelodyAttribute::Range)) /
        3.0;
    measures[at(MelodyAttribute::Valence)] =
        (standard(MelodyAttribute::Brightness) + standard(MelodyAttribute::Height)) / 2.0;
}

}  // namespace arioso
