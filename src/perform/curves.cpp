#include "src/perform/curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace arioso {
namespace {

/// Changes closer than this are a movement, not two settings.
constexpr double kDense = 0.12;
/// Ramp of a jump: short enough to be a jump, long enough not to click.
constexpr double kRamp = 0.005;
/// A singer who is told to sound otherwise from a beat on turns to it just before.
constexpr double kTurn = 0.03;
constexpr float kQuietest = -72.0F;
constexpr float kWakeVolume = 100.0F / 127.0F;

float gmGain(float value) {
    return value > 0.0F ? std::max(kQuietest, 40.0F * std::log10(value)) : kQuietest;
}

}  // namespace

float curveAt(std::span<const CurvePoint> curve, double seconds, float none) {
    if (curve.empty()) return none;
    const auto after =
        std::upper_bound(curve.begin(), curve.end(), seconds,
                         [](double t, const CurvePoint& p) { return t < p.seconds; });
    if (after == curve.begin()) return curve.front().value;
    if (after == curve.end()) return curve.back().value;
    const CurvePoint& left = *std::prev(after);
    const double width = after->seconds - left.seconds;
    const double place = width > 0.0 ? (seconds - left.seconds) / width : 1.0;
    return left.value + static_cast<float>(place) * (after->value - left.value);
}

std::vector<CurvePoint> addCurves(const std::vector<CurvePoint>& a,
                                  const std::vector<CurvePoint>& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    std::vector<double> times;
    times.reserve(a.size() + b.size());
    for (const CurvePoint& point : a) times.push_back(point.seconds);
    for (const CurvePoint& point : b) times.push_back(point.seconds);
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    std::vector<CurvePoint> sum;
    sum.reserve(times.size());
    for (const double time : times) sum.push_back({time, curveAt(a, time) + curveAt(b, time)});
    return sum;
}

std::vector<CurvePoint> levelCurve(const PerformedPart& part) {
    std::vector<CurvePoint> notes;
    for (const PerformedNote& note : part.notes) {
        if (note.levels.empty()) continue;
        const double start = note.onset + note.levels.front().seconds;
        if (!notes.empty() && start <= notes.back().seconds) continue;
        for (const CurvePoint& point : note.levels)
            notes.push_back({note.onset + point.seconds, point.value});
    }
    return addCurves(part.gainDb, notes);
}

std::vector<CurvePoint> controlCurve(const Part& part, ControlChange::Kind kind,
                                     const PerformanceClock& clock, float initial) {
    std::vector<CurvePoint> curve;
    bool moves = false;
    for (const ControlChange& change : part.controls) {
        if (change.kind != kind || !std::isfinite(change.value)) continue;
        const double time = std::max(0.0, clock.seconds(change.at.value()));
        if (!std::isfinite(time)) continue;
        const float held = curve.empty() ? initial : curve.back().value;
        moves = moves || change.value != initial;
        if (!curve.empty() && time <= curve.back().seconds) {
            curve.back().value = change.value;
            continue;
        }
        const double since = curve.empty() ? time : time - curve.back().seconds;
        if (change.value != held && time > 0.0 && since > (curve.empty() ? 0.0 : kDense)) {
            curve.push_back({std::max(time - kRamp, time - 0.5 * since), held});
        }
        curve.push_back({time, change.value});
    }
    if (!moves) curve.clear();
    return curve;
}

std::vector<CurvePoint> writtenCurve(const Part& part, Expression curve,
                                     const PerformanceClock& clock) {
    const float usual = rangeOf(curve).neutral;
    std::vector<CurvePoint> out;
    bool moves = false;
    bool ramp = false;
    for (const ControlChange& change : part.controls) {
        if (change.kind != controlOf(curve) || !std::isfinite(change.value)) continue;
        const double time = std::max(0.0, clock.seconds(change.at.value()));
        if (!std::isfinite(time)) continue;
        const float held = out.empty() ? usual : out.back().value;
        const double since = out.empty() ? time : time - out.back().seconds;
        if (!ramp && change.value != held && since > 0.0)
            out.push_back({std::max(time - kTurn, time - 0.5 * since), held});
        out.push_back({time, change.value});
        moves = moves || change.value != usual;
        ramp = change.ramp;
    }
    if (!moves) out.clear();
    return out;
}

std::vector<CurvePoint> controllerGain(const Part& part, const PerformanceClock& clock) {
    auto volume = controlCurve(part, ControlChange::Kind::Volume, clock, kWakeVolume);
    auto expression = controlCurve(part, ControlChange::Kind::Expression, clock, 1.0F);
    for (CurvePoint& point : volume) point.value = gmGain(point.value) - gmGain(kWakeVolume);
    for (CurvePoint& point : expression) point.value = gmGain(point.value);
    return addCurves(volume, expression);
}

float levelDb(float from, float to) {
    constexpr float kLeast = 0.02F;
    return 40.0F * std::log10(std::max(to, kLeast) / std::max(from, kLeast));
}

std::vector<PedalSpan> pedalSpans(const Part& part, ControlChange::Kind kind,
                                  const PerformanceClock& clock) {
    std::vector<PedalSpan> spans;
    bool isDown = false;
    for (const ControlChange& change : part.controls) {
        if (change.kind != kind) continue;
        const bool down = change.value >= 0.5F;
        if (down == isDown) continue;
        isDown = down;
        const double time = clock.seconds(change.at.value());
        if (down) {
            spans.push_back({time, std::numeric_limits<double>::infinity(), change.at});
        } else {
            spans.back().up = time;
        }
    }
    return spans;
}

}  // namespace arioso
