#pragma once

#include <vector>

#include "tools/corpus/voice/aligner.h"

namespace arioso::corpus {

/// A first guess at the states of an utterance's frames: quiet stretches are pauses, and the rest
/// is shared out among the sounds by their usual lengths.
std::vector<Occupancy> flatStart(const Utterance& utterance, const PhoneStates& states);

}  // namespace arioso::corpus
