#pragma once

#include <cstdint>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/random.h"

namespace arioso::corpus {

/// A random but musical practice piece of about `seconds` for one instrument, in its range: scales,
/// arpeggios, chords, melodies, repeated, very long and very short notes, all articulations and
/// dynamics, a tuning of its own, and bends where the instrument can. Notes are untangled.
PerformedPart makeEtude(const Instrument& instrument, Random& random, double seconds);

/// Grooves, fills and single strokes on every key of the kit.
PerformedPart makeDrumEtude(const Instrument& instrument, Random& random, double seconds);

/// Whether players of the instrument can bend single notes.
bool canBend(const Instrument& instrument);
/// Whether the instrument is played in chords.
bool isPolyphonic(const Instrument& instrument);

}  // namespace arioso::corpus
