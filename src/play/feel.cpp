#include "src/play/feel.h"

#include <algorithm>
#include <cmath>

namespace arioso::play {
namespace {

constexpr double kTempoByArousal = 0.12;
constexpr double kTempoBySadness = 0.04;
constexpr double kLoudnessByArousal = 4.0;  // dB
constexpr double kLoudnessByValence = 1.0;  // dB
constexpr double kLengthByArousal = 0.2;
/// Decibels that a whole unit of velocity is worth to the instruments, about.
constexpr double kDecibelsPerVelocity = 40.0;

void feelPart(const PlaySettings& settings, PerformedPart& part) {
    if (part.notes.empty()) return;
    double mean = 0.0;
    for (const PerformedNote& note : part.notes) mean += static_cast<double>(note.velocity);
    mean /= static_cast<double>(part.notes.size());
    const double louder =
        (kLoudnessByArousal * settings.arousal + kLoudnessByValence * settings.valence) /
        kDecibelsPerVelocity;
    for (PerformedNote& note : part.notes) {
        const double velocity =
            mean + (static_cast<double>(note.velocity) - mean) * settings.expression / 100.0 +
            louder;
        note.velocity = static_cast<float>(std::clamp(velocity, 0.05, 1.0));
        // Sung notes end with their words, drums when they have rung.
        if (part.percussion || !note.phonemes.empty()) continue;
        const double shorter = kLengthByArousal * std::max(0.0, settings.arousal);
        note.offset = note.onset + (note.offset - note.onset) * (1.0 - shorter);
    }
}

}  // namespace

double feelingTempo(const PlaySettings& settings) {
    return (1.0 + kTempoByArousal * settings.arousal) *
           (1.0 + kTempoBySadness * std::min(0.0, settings.valence));
}

void feel(const PlaySettings& settings, RenderPlan& plan) {
    if (settings.expression == 100.0 && settings.valence == 0.0 && settings.arousal == 0.0) return;
    for (StemPlan& stem : plan.stems) {
        feelPart(settings, stem.part);
        for (SingerPlan& singer : stem.singers) feelPart(settings, singer.part);
    }
}

}  // namespace arioso::play
