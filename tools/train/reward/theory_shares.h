#pragma once

#include "tools/train/reward/passage.h"

namespace arioso::train {

/// Rules of theory as shares 0…1 of what was written anew. Kept music counts as surroundings only.
/// Where a rule has nothing to say (no note, no leap) the share is that of a rule which is kept.

/// Notes in the scale of their bar's key signature; of minor, the raised sixth and seventh, too.
double keyShare(const Passage& passage);

/// Leaps of more than a fourth in melodic lines that the next note takes back, by any interval in
/// the other direction, or stays on.
double resolvedShare(const Passage& passage);

/// Moves of the outer voices, both in one direction, from a perfect fifth or octave to one of the
/// same kind; of all moves of both.
double parallelShare(const Passage& passage);

/// Pairs of a note that begins on a felt beat and another that sounds there, in another part or
/// among the chord symbol's tones, that are consonant: prime, thirds, fourth, fifth and sixths, or
/// a tone of the chord.
double agreementShare(const Passage& passage, const EventPiece& piece);

/// How far the last bar written closes: a third each for a bass that ends on the tonic (a sixth for
/// the dominant), for an upper line that ends on a tone of the tonic's triad, and for one whose
/// last note lasts a felt beat or more. 0 where nothing sounds.
double closeShare(const Passage& passage);

/// Notes that a player or singer has within reach: inside the compass of what the lane's kept notes
/// have and two semitones more, no leap of more than an octave in a melodic line, no more than a
/// tenth between notes of a lane that begin together.
double reachShare(const Passage& passage);

}  // namespace arioso::train
