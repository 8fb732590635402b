#pragma once

#include <span>
#include <vector>

#include "src/perform/clock.h"
#include "src/perform/performance.h"

namespace arioso {

/// Value of a curve at a time: linear between points, held outside, `none` where there are no
/// points.
float curveAt(std::span<const CurvePoint> curve, double seconds, float none = 0.0F);

/// Point by point sum of two curves.
std::vector<CurvePoint> addCurves(const std::vector<CurvePoint>& a,
                                  const std::vector<CurvePoint>& b);

/// All that the mixer does to a part's level over time, in dB: its curve and its notes' own. A note
/// that begins while another's levels still move adds nothing: they are one sound.
std::vector<CurvePoint> levelCurve(const PerformedPart& part);

/// One controller of a part as a curve. Controllers are steps: values far apart are joined by a
/// short ramp that does not click, dense ones (a drawn fader move) by straight lines. `initial`
/// holds before the first change; the curve is empty where the value never leaves it.
std::vector<CurvePoint> controlCurve(const Part& part, ControlChange::Kind kind,
                                     const PerformanceClock& clock, float initial);

/// A singer's curve as the score has it: steps, and ramps where it says so. Empty where it never
/// leaves its usual value.
std::vector<CurvePoint> writtenCurve(const Part& part, Expression curve,
                                     const PerformanceClock& clock);

/// Volume (CC 7) and expression (CC 11) as gain: 40 * log10(value), the General MIDI Level 1
/// recommendation, against the values a synthesiser wakes up with (100 and 127).
std::vector<CurvePoint> controllerGain(const Part& part, const PerformanceClock& clock);

/// Gain in dB of a change of dynamic level from `from` to `to` (each 0…1).
float levelDb(float from, float to);

/// Seconds while a pedal is down, sorted and disjoint; a pedal that is never lifted ends at
/// infinity. `kind` is Sustain or Sostenuto.
struct PedalSpan {
    double down = 0.0;
    double up = 0.0;
    Beat at;  ///< where it goes down
};
std::vector<PedalSpan> pedalSpans(const Part& part, ControlChange::Kind kind,
                                  const PerformanceClock& clock);

}  // namespace arioso
