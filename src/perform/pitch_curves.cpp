#include "src/perform/pitch_curves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/philox.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kVibratoWait = 0.28;  // seconds of straight tone
constexpr double kVibratoGrow = 0.4;   // seconds to its full depth
constexpr double kVibratoEnd = 0.06;   // it calms down before the note is over
constexpr double kShortestVibrato = 0.55;
constexpr double kLongest = 60.0;  // an hour-long drone needs no hour of vibrato
constexpr double kVibratoHz = 5.5;
constexpr int kPointsPerCycle = 8;
constexpr double kSlideMost = 0.4;   // seconds that a written slide is under way
constexpr double kSlideShare = 0.5;  // of its note
constexpr float kDriftCents = 2.5F;
constexpr std::uint64_t kPitchStream = 0x7069746368ULL << 16U;

/// How far the drift has gone: slow, from zero, so that onsets are in tune.
double drift(double seconds, float first, float second) {
    const double slow =
        std::sin(2.0 * std::numbers::pi * 0.7 * seconds) * static_cast<double>(first);
    const double slower =
        std::sin(2.0 * std::numbers::pi * 1.6 * seconds) * 0.4 * static_cast<double>(second);
    return static_cast<double>(kDriftCents) * 0.5 * (slow + slower);
}

}  // namespace

std::vector<CurvePoint> bendCurve(const Part& part, const PerformanceClock& clock) {
    return controlCurve(part, ControlChange::Kind::PitchBendSemitones, clock, 0.0F);
}

std::vector<dsp::PitchPoint> bendOf(const PerformedNote& note,
                                    const std::vector<CurvePoint>& semitones) {
    std::vector<dsp::PitchPoint> points;
    if (semitones.empty()) return points;
    points.push_back({0.0, 100.0F * curveAt(semitones, note.onset)});
    auto point = std::upper_bound(semitones.begin(), semitones.end(), note.onset,
                                  [](double t, const CurvePoint& p) { return t < p.seconds; });
    for (; point != semitones.end() && point->seconds < note.offset; ++point) {
        points.push_back({point->seconds - note.onset, 100.0F * point->value});
    }
    if (point != semitones.end() && point != semitones.begin()) {
        points.push_back({note.offset - note.onset, 100.0F * curveAt(semitones, note.offset)});
    }
    const bool still =
        std::all_of(points.begin(), points.end(), [](const auto& p) { return p.cents == 0.0F; });
    if (still) points.clear();
    return points;
}

std::vector<dsp::PitchPoint> writtenBend(double length, const std::vector<Inflection>& inflection,
                                         float glide) {
    std::vector<dsp::PitchPoint> points;
    for (const Inflection& one : inflection) {
        if (!std::isfinite(one.place) || !std::isfinite(one.semitones)) continue;
        const double place = std::clamp(static_cast<double>(one.place), 0.0, 1.0);
        points.push_back({place * length, 100.0F * std::clamp(one.semitones, -48.0F, 48.0F)});
    }
    if (glide == 0.0F || !(length > 0.0)) return points;
    // The left hand or the slide sets out late and arrives with the next note.
    const double way = std::min(kSlideMost, kSlideShare * length);
    const std::vector<dsp::PitchPoint> slide{
        {length - way, 0.0F}, {length - 0.5 * way, 50.0F * glide}, {length, 100.0F * glide}};
    return addBends(points, slide);
}

std::vector<dsp::PitchPoint> addBends(const std::vector<dsp::PitchPoint>& a,
                                      const std::vector<dsp::PitchPoint>& b) {
    if (a.empty() || b.empty()) return a.empty() ? b : a;
    const auto at = [](const std::vector<dsp::PitchPoint>& bend, double time) {
        const auto after =
            std::upper_bound(bend.begin(), bend.end(), time,
                             [](double t, const dsp::PitchPoint& p) { return t < p.seconds; });
        if (after == bend.begin()) return bend.front().cents;
        if (after == bend.end()) return bend.back().cents;
        const dsp::PitchPoint& left = *std::prev(after);
        const double width = after->seconds - left.seconds;
        const double place = width > 0.0 ? (time - left.seconds) / width : 1.0;
        return left.cents + static_cast<float>(place) * (after->cents - left.cents);
    };
    std::vector<double> times;
    times.reserve(a.size() + b.size());
    for (const dsp::PitchPoint& point : a) times.push_back(point.seconds);
    for (const dsp::PitchPoint& point : b) times.push_back(point.seconds);
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    std::vector<dsp::PitchPoint> out;
    out.reserve(times.size());
    for (const double time : times) out.push_back({time, at(a, time) + at(b, time)});
    return out;
}

std::vector<dsp::PitchPoint> expressivePitch(const PerformedNote& note, float depthCents,
                                             double amount, std::uint64_t seed,
                                             std::uint64_t stream) {
    std::vector<dsp::PitchPoint> points;
    if (amount <= 0.0) return points;
    const double length = note.offset - note.onset;
    const double whole = std::min(1.0, amount / 0.5);
    if (length < kShortestVibrato || depthCents <= 0.0F) return points;
    const auto own = dsp::Philox(seed, kPitchStream + stream).normalBlock(note.id);
    const double rate =
        kVibratoHz * (1.0 + 0.04 * std::clamp(static_cast<double>(own[0]), -2.0, 2.0));
    const double depth = whole * static_cast<double>(depthCents) *
                         (0.85 + 0.075 * std::clamp(static_cast<double>(own[1]), -2.0, 2.0));
    const double step = 1.0 / (rate * kPointsPerCycle);
    const double end = std::min(length, kLongest) - kVibratoEnd;
    points.push_back({0.0, 0.0F});
    double time = kVibratoWait;
    for (; time < end; time += step) {
        const double since = time - kVibratoWait;
        const double grown = std::min(1.0, since / kVibratoGrow);
        const double calm = std::clamp((end - time) / 0.15, 0.0, 1.0);
        const double swing = depth * grown * calm * std::sin(2.0 * std::numbers::pi * rate * since);
        const double slow = whole * std::min(1.0, since) * calm * drift(since, own[2], own[3]);
        points.push_back({time, static_cast<float>(swing + slow)});
    }
    points.push_back({time, 0.0F});
    return points;
}

bool isOneLine(const std::vector<PerformedNote>& notes) {
    std::size_t together = 0;
    double reached = -1.0;
    for (const PerformedNote& note : notes) {
        if (note.onset < reached - 0.05) ++together;
        reached = std::max(reached, note.offset);
    }
    return together * 20 <= notes.size();
}

}  // namespace arioso
