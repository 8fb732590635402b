#pragma once

#include "src/affect/affect_model.h"
#include "src/originality/tune_library.h"
#include "tools/train/reward/passage.h"

namespace arioso::train {

/// What the notes written anew have to do with the music around them, as shares 0…1.

/// Three notes of a melodic line (two intervals, two distances of onsets), at least one of them
/// fresh, that come elsewhere in the passage, too, in any part: the autocorrelation of the tune,
/// counted by motifs. 0 where there are none.
double motifShare(const Passage& passage);

/// How much says again what has just been said: the mean of the share of fresh cells that are as
/// the bar before and of melodic steps that stay on their pitch. `piece` is the passage's.
double repetitionShare(const Passage& passage, const EventPiece& piece);

/// Time of the fresh cells in which their lane sounds.
double soundingShare(const Passage& passage);

/// Beginnings of fresh notes a quarter, all lanes together. Not a share.
double freshDensity(const Passage& passage);

/// Runs of TuneLibrary::kGram fresh notes that no tune of the library has; 1 where lines are
/// shorter.
double novelShare(const Passage& passage, const TuneLibrary& library);

/// Likeness of two feelings: 1 for one and the same, 0 from a distance of 2 on Russell's plane.
double likeFeeling(const Affect& one, const Affect& other);

}  // namespace arioso::train
