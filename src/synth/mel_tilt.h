#pragma once

#include <cstdint>
#include <span>

#include "src/perform/performance.h"

namespace arioso {

/// Tilts log-mel frames (dsp::MelAnalyser) from `firstFrame` on by a curve of PerformedPart::
/// brightness: its dB at 5 kHz and above, nothing at 500 Hz and below, by the logarithm of
/// frequency between. Each frame by itself. An empty curve changes nothing.
void tiltMel(std::span<const CurvePoint> brightness, std::int64_t firstFrame, std::span<float> mel);

}  // namespace arioso
