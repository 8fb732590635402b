#pragma once

#include "src/compose/event_piece.h"

namespace arioso {

/// What the models of events are told of a score beside its notes: letters of its sections (see
/// formFeatures) and the stresses of its words, in the language that the score states or, failing
/// that, that they look like. Any thread, but espeak-ng speaks to one at a time.
EventMarks eventMarks(const Score& score);

}  // namespace arioso
