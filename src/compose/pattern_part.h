#pragma once

#include <vector>

#include "src/compose/accompaniment.h"
#include "src/compose/bar_pattern.h"

namespace arioso {

/// Like writeChords, by the generator of patterns: one pattern for the phrase, a variation of it
/// every other bar and a freer one before the end, set into the layouts of the chords. The texture
/// and the activity are what it is asked for. Empty for metres without patterns.
std::vector<PartNote> writePatterns(const AccompanimentGround& ground, const PatternModel& model,
                                    Texture texture, bool withBass, models::RandomStream& random);

}  // namespace arioso
