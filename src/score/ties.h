#pragma once

#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A note in played order before ties are joined.
struct SoundingNote {
    Note note;
    bool tieStart = false;
    bool tieStop = false;
    int instrument = -1;
    Articulation struck = Articulation::None;  ///< marks more if its tie comes from nowhere
};

/// Sorts by onset (grace notes first, as written; then by pitch) and joins tied notes of equal
/// pitch that meet, over bar lines and voices; the last of them tells whether a slur leads on.
/// Notes of one voice that end together are slurred together. A tie without a continuation ends
/// with its note; a note whose tie comes from nowhere begins anew.
void joinTies(std::vector<SoundingNote>& notes);

}  // namespace arioso
