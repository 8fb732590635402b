#pragma once

#include <vector>

#include "models/random_stream.h"
#include "src/compose/accompaniment.h"

namespace arioso {

/// Drums of a phrase: a groove (Plain is the metre's, by activity), each bar a little different, a
/// fill before the next phrase, a cymbal where a section begins.
std::vector<PartNote> writeDrums(const MetrePlan& metre, int bars, Groove groove, double activity,
                                 bool opening, bool last, models::RandomStream& random);

}  // namespace arioso
