#pragma once

#include "src/synth/mix_settings.h"
#include "src/synth/render_plan.h"

namespace arioso::play {

/// Gain in dB, a multiple of 0.1, that is likely to bring a plan's mix near `targetLufs`: a stream
/// begins before its loudness can be measured. From the notes alone: their levels, lengths and
/// velocities as powers, against a constant fitted on the sample pieces (configs/ and samples/).
double estimateGain(const RenderPlan& plan, const MixSettings& mix, double targetLufs);

}  // namespace arioso::play
