#include "src/play/estimate_gain.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace arioso::play {
namespace {

constexpr double kMezzoForte = 0.6;
/// Of a longer note the beginning is what counts.
constexpr double kLongest = 4.0;
/// The power of a note goes with so high a power of its velocity: soundfonts' attenuation of 40 dB
/// a decade (SoundFont 2.04, 8.4.1); singers were trained with less.
constexpr double kPlayed = 4.0;
constexpr double kSung = 2.0;

double levelAt(const std::vector<CurvePoint>& curve, double seconds) {
    if (curve.empty()) return 0.0;
    const auto after = std::ranges::upper_bound(curve, seconds, {}, &CurvePoint::seconds);
    return static_cast<double>(after == curve.begin() ? curve.front().value : (after - 1)->value);
}

/// Seconds that a set of intervals covers.
double covered(std::vector<std::pair<double, double>> intervals) {
    std::ranges::sort(intervals);
    double seconds = 0.0;
    double until = 0.0;
    for (const auto& [from, to] : intervals) {
        seconds += std::max(0.0, to - std::max(from, until));
        until = std::max(until, to);
    }
    return seconds;
}

}  // namespace

double estimateGain(const RenderPlan& plan, const MixSettings& mix, double targetLufs) {
    double energy = 0.0;
    std::vector<std::pair<double, double>> sounding;
    for (const StemPlan& stem : plan.stems) {
        if (!stem.audible) continue;
        const PerformedPart& part = stem.singers.empty() ? stem.part : stem.singers.front().part;
        const Instrument& player =
            stem.singers.empty() ? stem.instrument : stem.singers.front().instrument;
        const double loudness =
            static_cast<double>(mix.loudnessOf(player) + mix.forInstrument(player).levelDb);
        for (const PerformedNote& note : part.notes) {
            const double velocity = static_cast<double>(note.velocity) / kMezzoForte;
            const double heard = std::clamp(note.offset - note.onset, 0.05, kLongest);
            energy += heard * std::pow(velocity, player.singer ? kSung : kPlayed) *
                      std::pow(10.0, (loudness + levelAt(part.gainDb, note.onset)) / 10.0);
            sounding.emplace_back(note.onset, note.onset + heard);
        }
    }
    const double seconds = covered(std::move(sounding));
    if (!(energy > 0.0) || !(seconds > 0.0)) return 0.0;
    const double lufs = 10.0 * std::log10(energy / seconds);
    return std::round(10.0 * std::clamp(targetLufs - lufs, -20.0, 40.0)) / 10.0;
}

}  // namespace arioso::play
