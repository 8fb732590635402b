#pragma once

#include <cstddef>
#include <vector>

#include "src/perform/performance.h"

namespace arioso::eval {

/// Half-open stretch of time in seconds; empty when a note offers no clean place to measure at.
struct Stretch {
    double from = 0.0;
    double to = 0.0;
    [[nodiscard]] bool empty() const { return to <= from; }
};

/// Where one note of a part can be measured without another note in the way. It depends on the
/// notes alone, so that every version of the sound is measured at the same places.
struct NoteSite {
    std::size_t note = 0;  ///< index into the part
    double onset = 0.0;
    double frequency = 0.0;    ///< Hz at the onset, bend included; 0 for percussion
    Stretch rise;              ///< around the onset: no other onset in it, chord tones aside
    Stretch fall;              ///< held (decaying instruments) or after the offset (sustained)
    Stretch steady;            ///< sounds alone here: its pitch can be measured
    double steadyPitch = 0.0;  ///< MIDI pitch that `steady` should have, bends included
};

/// Plans the measurements of a part. `sustained`: the instrument holds its level.
std::vector<NoteSite> planSites(const PerformedPart& part, bool sustained);

/// Frequency in Hz of a MIDI pitch at A4 = 440 Hz.
double hertzOf(double pitch);
/// Bend of a note in cents, `seconds` after its onset.
double bendAt(const PerformedNote& note, double seconds);

}  // namespace arioso::eval
