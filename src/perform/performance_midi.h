#pragma once

#include <string>

#include "src/perform/performance.h"

namespace arioso {

/// A performance as a Standard MIDI File whose times are seconds: 120 quarters a minute throughout,
/// ticks of 20 microseconds, one track a part. Pitches are rounded to keys, bends and gain curves
/// left out: for transcribers and listeners outside, not for keeping.
std::string writePerformanceMidi(const Performance& performance);

}  // namespace arioso
