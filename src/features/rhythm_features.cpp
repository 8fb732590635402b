#include "src/features/rhythm_features.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstdint>
#include <set>

#include "src/harmony/harmony_grid.h"
#include "src/harmony/once_through.h"

namespace arioso {
namespace {

constexpr int kPlacesInBar = 64;  // of MusDr's grooving pattern
constexpr std::size_t kMostBarsForPairs = 2000;

std::string nameOf(Beat length) {
    return length.den == 1 ? std::to_string(length.num)
                           : std::to_string(length.num) + "/" + std::to_string(length.den);
}

using Pattern = std::bitset<kPlacesInBar>;

std::vector<Pattern> patternsOf(const Score& score) {
    std::vector<Pattern> out(score.measures.size());
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) {
            if (note.grace != Grace::None) continue;
            const auto bar = static_cast<std::size_t>(barAt(score, note.onset));
            const Measure& measure = score.measures[bar];
            const double length = std::max(measure.length.value(), 1e-9);
            const double place = (note.onset - measure.start).value() / length * kPlacesInBar;
            const int index =
                std::clamp(static_cast<int>(std::floor(place + 0.5)), 0, kPlacesInBar - 1);
            out[bar].set(static_cast<std::size_t>(index));
        }
    return out;
}

double likeness(const Pattern& a, const Pattern& b) {
    return 1.0 - static_cast<double>((a ^ b).count()) / kPlacesInBar;
}

/// Metrical weight of a place: 0 for the bar, less for every finer level.
int weightOf(int place, const StudyBar& bar, const std::vector<int>& beats) {
    if (place == 0) return 0;
    const bool even = beats.size() % 2 == 0 && !beats.empty();
    if (even && place == beats[beats.size() / 2]) return -1;
    for (std::size_t i = 0; i < beats.size(); ++i) {
        if (place == beats[i]) return -2;
        const int end = i + 1 < beats.size() ? beats[i + 1] : bar.length;
        const int span = end - beats[i];
        if (place < beats[i] || place >= end) continue;
        const int inside = place - beats[i];
        const int parts = span % (3 * kTicks / 2) == 0 && bar.beatType >= 8 ? 3 : 2;
        if (inside * parts % span == 0) return -3;
        return inside * parts * 2 % span == 0 ? -4 : -5;
    }
    return -5;
}

}  // namespace

RhythmFeatures rhythmFeatures(const Score& score) {
    RhythmFeatures out;
    double notes = 0.0;
    std::set<std::int64_t> sounding;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) {
            if (note.grace != Grace::None) continue;
            out.lengths[nameOf(note.duration)] += 1.0;
            notes += 1.0;
            const double end = (note.onset + note.duration).value();
            for (auto quarter = static_cast<std::int64_t>(std::floor(note.onset.value()));
                 static_cast<double>(quarter) < end - 1e-9; ++quarter)
                sounding.insert(quarter);
        }
    for (auto& [name, share] : out.lengths) share /= std::max(notes, 1.0);
    const double quarters = std::max(1.0, std::ceil(score.end().value() - 1e-9));
    out.emptyBeats = 1.0 - static_cast<double>(sounding.size()) / quarters;
    std::vector<Pattern> patterns = patternsOf(score);
    if (patterns.size() < 2) return out;
    double near = 0.0;
    for (std::size_t i = 1; i < patterns.size(); ++i)
        near += likeness(patterns[i - 1], patterns[i]);
    out.grooveNeighbours = near / static_cast<double>(patterns.size() - 1);
    // Of very long scores the beginning tells enough.
    patterns.resize(std::min(patterns.size(), kMostBarsForPairs));
    double all = 0.0;
    double pairs = 0.0;
    for (std::size_t i = 0; i < patterns.size(); ++i)
        for (std::size_t k = i + 1; k < patterns.size(); ++k, pairs += 1.0)
            all += likeness(patterns[i], patterns[k]);
    out.grooveAllPairs = all / pairs;
    return out;
}

double syncopationOf(const std::vector<StudyNote>& tune, const std::vector<StudyBar>& bars) {
    if (bars.empty() || tune.empty()) return 0.0;
    const std::vector<HarmonySlot> grid = harmonyGrid(bars);
    std::vector<std::vector<int>> beats(bars.size());
    for (const HarmonySlot& slot : grid)
        beats[static_cast<std::size_t>(slot.bar)].push_back(
            slot.start - bars[static_cast<std::size_t>(slot.bar)].start);
    constexpr int kStep = kTicks / 4;  // sixteenths
    double sum = 0.0;
    for (std::size_t i = 0; i < tune.size(); ++i) {
        const StudyNote& note = tune[i];
        const auto home = static_cast<std::size_t>(note.bar);
        const int own = weightOf(note.onset - bars[home].start, bars[home], beats[home]);
        const int next = i + 1 < tune.size() ? tune[i + 1].onset : note.onset + note.duration;
        int strongest = own;
        std::size_t bar = home;
        for (int tick = note.onset + kStep; tick < next; tick += kStep) {
            while (bar + 1 < bars.size() && tick >= bars[bar + 1].start) ++bar;
            // Silence that lasts is a rest and no syncopation.
            if (tick > note.onset + note.duration + kTicks) break;
            strongest =
                std::max(strongest, weightOf(tick - bars[bar].start, bars[bar], beats[bar]));
        }
        sum += strongest - own;
    }
    return sum / static_cast<double>(bars.size());
}

}  // namespace arioso
