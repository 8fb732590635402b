#pragma once

#include "src/play/play_settings.h"
#include "src/synth/render_plan.h"

namespace arioso::play {

/// Factor on the tempo that goes with a feeling: arousal makes it up to 12 % faster or slower, and
/// sadness up to 4 % slower.
double feelingTempo(const PlaySettings& settings);

/// Plays a plan's notes with expression and feeling, by cues that performers use and listeners
/// understand (P. Juslin and P. Laukka, "Communication of emotions in vocal expression and music
/// performance", Psychological Bulletin 129, 2003): excitement is louder (up to 4 dB) and shorter
/// (up to 20 %), calm is softer and more bound; gladness is a little brighter in attack, sadness
/// softer. `expression` stretches velocities about each part's mean. Neutral settings change
/// nothing, bit for bit.
void feel(const PlaySettings& settings, RenderPlan& plan);

}  // namespace arioso::play
