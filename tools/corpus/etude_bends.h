#pragma once

#include "src/perform/performance.h"
#include "tools/corpus/random.h"

namespace arioso::corpus {

/// Gives a note, by chance, vibrato, a scoop, a bend or a fall, as long as it is long enough for
/// it.
void addBend(PerformedNote& note, Random& random);

}  // namespace arioso::corpus
