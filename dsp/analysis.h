#pragma once

/// Measurements of sound, for the evaluation and for tests: what a listener would notice, in units
/// a musician would use. Nothing here is for the real-time thread.
#include "dsp/envelope.h"           // IWYU pragma: export
#include "dsp/pitch.h"              // IWYU pragma: export
#include "dsp/spectral_distance.h"  // IWYU pragma: export
