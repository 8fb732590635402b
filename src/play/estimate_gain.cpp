#include "src/play/estimate_gain.h"

#include <algorithm>
#include <cmath>

namespace arioso::play {
namespace {

/// LUFS of a mix whose estimated power is 1.
constexpr double kReference = -22.0;

double levelAt(const std::vector<CurvePoint>& curve, double seconds) {
    if (curve.empty()) return 0.0;
    const auto after = std::ranges::upper_bound(curve, seconds, {}, &CurvePoint::seconds);
    return static_cast<double>(after == curve.begin() ? curve.front().value : (after - 1)->value);
}

}  // namespace

double estimateGain(const RenderPlan& plan, const MixSettings& mix, double targetLufs) {
    double energy = 0.0;
    double seconds = 0.0;
    for (const StemPlan& stem : plan.stems) {
        if (!stem.audible) continue;
        const PerformedPart& part = stem.singers.empty() ? stem.part : stem.singers.front().part;
        const Instrument& player =
            stem.singers.empty() ? stem.instrument : stem.singers.front().instrument;
        const double level = static_cast<double>(mix.forInstrument(player).levelDb);
        for (const PerformedNote& note : part.notes) {
            const double velocity = static_cast<double>(note.velocity);
            const double db = level + levelAt(part.gainDb, note.onset);
            const double heard = std::clamp(note.offset - note.onset, 0.1, 4.0);
            energy += heard * velocity * velocity * std::pow(10.0, db / 10.0);
            seconds = std::max(seconds, note.offset);
        }
    }
    if (!(energy > 0.0) || !(seconds > plan.start)) return 0.0;
    const double lufs = kReference + 10.0 * std::log10(energy / (seconds - plan.start));
    return std::round(10.0 * std::clamp(targetLufs - lufs, -20.0, 30.0)) / 10.0;
}

}  // namespace arioso::play
