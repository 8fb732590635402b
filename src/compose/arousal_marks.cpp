#include "src/compose/arousal_marks.h"

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

constexpr double kMiddle = 0.05;
constexpr double kTempo = 0.32;         // octaves of tempo at an arousal of 1
constexpr std::size_t kRitardando = 4;  // bars that a last one may take
constexpr double kSlowest = 20.0;
constexpr double kFastest = 300.0;
constexpr float kUsualLevel = 0.6F;

/// A metronome number without a fraction, in beats of the bar.
double wholeTempo(double quartersPerMinute, const Measure& bar) {
    const bool compound = bar.beatType >= 8 && bar.beats > 3 && bar.beats % 3 == 0;
    const double beat = compound ? 1.5 : 1.0;
    return beat * std::round(std::clamp(quartersPerMinute, kSlowest, kFastest) / beat);
}

float levelBefore(const Part& part, Beat at) {
    float level = kUsualLevel;
    for (const DynamicMark& mark : part.dynamics)
        if (mark.at < at) level = mark.level;
    return level;
}

}  // namespace

void markArousal(Score& score, std::size_t from, double arousal) {
    if (std::abs(arousal) < kMiddle || from == 0 || from >= score.measures.size()) return;
    const Beat start = score.measures[from].start;
    const Beat earlier = score.measures[from - std::min(from, kRitardando)].start;
    const double usual = TempoMap(score.tempos).tempoAt(earlier.value());
    // What stands here already stays, in front: a glide that leads up to it still arrives there.
    score.tempos.push_back(
        {start, wholeTempo(usual * std::exp2(kTempo * arousal), score.measures[from])});
    for (Part& part : score.parts) {
        const float level = std::clamp(
            levelBefore(part, start) + static_cast<float>(kArousalLevel * arousal), 0.2F, 0.95F);
        part.dynamics.push_back({start, level});
    }
}

}  // namespace arioso
