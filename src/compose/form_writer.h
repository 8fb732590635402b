#pragma once

#include "src/compose/compose_piece.h"

namespace arioso {

/// Writes a piece whose sections come again as its form says: the same letter has the same notes in
/// all parts but for the upbeat into what follows and, at the very end, the cadence; primes vary
/// the tune. Other letters have another tune, mostly another figure of accompaniment, and may have
/// a near key where the steering leaves the key free. The
/// request must have a form.
Score composeInForm(const ComposerModel& model, const PieceRequest& request);

}  // namespace arioso
