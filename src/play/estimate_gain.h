#pragma once

#include "src/synth/mix_settings.h"
#include "src/synth/render_plan.h"

namespace arioso::play {

/// Gain in dB, a multiple of 0.1, that is likely to bring a plan's mix near `targetLufs`: a stream
/// begins before its loudness can be measured. From the notes alone: the powers of all that sound,
/// by the loudness of their instruments (configs/mix.toml), their velocities and lengths, over the
/// time in which anything sounds.
double estimateGain(const RenderPlan& plan, const MixSettings& mix, double targetLufs);

}  // namespace arioso::play
