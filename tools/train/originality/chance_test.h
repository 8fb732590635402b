#pragma once

#include <cstdint>
#include <vector>

#include "src/originality/comparison.h"

namespace arioso::train {

/// Fits the scales of chance to every second held-out work.
ChanceScales fitChances(const MusicLibrary& library, const ChanceTables& chances,
                        const std::vector<StudyPiece>& heldOut);

/// Prints how many of the other held-out works have a run that chance makes in so many pieces.
void printFalseAlarms(const MusicLibrary& library, const ChanceTables& chances,
                      const std::vector<StudyPiece>& heldOut);

/// Prints how many quotations of each length are found that were planted into held-out works, and
/// how many of them are told from chance: of tunes in a voice below another tune, of chords, of
/// rhythms.
void printPlanted(const MusicLibrary& library, const ChanceTables& chances,
                  const std::vector<StudyPiece>& training, const std::vector<StudyPiece>& heldOut,
                  int quotations, std::uint64_t seed);

}  // namespace arioso::train
