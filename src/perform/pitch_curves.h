#pragma once

#include <cstdint>
#include <vector>

#include "src/perform/clock.h"
#include "src/perform/performance.h"
#include "src/perform/plan.h"

namespace arioso {

/// A part's pitch wheel in semitones as a curve.
std::vector<CurvePoint> bendCurve(const Part& part, const PerformanceClock& clock);

/// The piece of the wheel's curve that a note hears, as cents after its onset.
std::vector<dsp::PitchPoint> bendOf(const PerformedNote& note,
                                    const std::vector<CurvePoint>& semitones);

/// What the score asks of a note's pitch: its bends and falls (by place in the note), and a slide
/// of `glide` semitones over its end. `length` in seconds; cents after the onset.
std::vector<dsp::PitchPoint> writtenBend(double length, const std::vector<Inflection>& inflection,
                                         float glide);

/// Sum of two bends of one note, each linear between its points and held outside.
std::vector<dsp::PitchPoint> addBends(const std::vector<dsp::PitchPoint>& a,
                                      const std::vector<dsp::PitchPoint>& b);

/// What soloists do to a pitch: a vibrato that begins late, a slow drift. `amount` 0 … 1 is the
/// humanize setting: 0 leaves the pitch alone, from 0.5 on the depth is whole. `depthCents` from
/// vibratoCents(). Only for lines of one voice; singers have singerPitch(). Deterministic in
/// (random, note.id).
std::vector<dsp::PitchPoint> expressivePitch(const PerformedNote& note, float depthCents,
                                             double amount, std::uint64_t seed,
                                             std::uint64_t stream);

/// Whether the notes (sorted by onset) are one line: hardly any two sound together.
bool isOneLine(const std::vector<PerformedNote>& notes);

}  // namespace arioso
