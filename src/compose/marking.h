#pragma once

#include <vector>

#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/mark_tables.h"
#include "src/compose/metre_plan.h"
#include "src/score/score.h"

namespace arioso {

/// What marks are drawn by, beside the learnt tables.
struct MarkGround {
    const MarkTables* tables = nullptr;
    const MetrePlan* metre = nullptr;
    const Character* character = nullptr;
    int tonic = 0;   ///< pitch class
    int lowest = 0;  ///< compass of the instrument, which grace notes keep, too
    int highest = 127;
    bool ornaments = true;  ///< singers and last notes have none
};

/// Draws articulation and ornaments for the notes of a tune, in order, that count from a bar's
/// start: as scores have them at such places, leaning to what the character asks for (bound or
/// detached, loud or soft). Grace notes are added to `graces`. No slur leads over a repeated note
/// or a rest, nothing quick or long-winded stands on a note that is over too soon.
void drawMarks(std::vector<Note>& tune, std::vector<Note>& graces, const MarkGround& ground,
               models::RandomStream& random);

/// Loudness over a phrase, as changes of level (0…1) against the piece's: at its beginning, its
/// middle and its end.
struct PhraseSwell {
    double begin = 0.0;
    double middle = 0.0;
    double end = 0.0;
};

/// Drawn as scores have them at the piece's beginning (0), middle (1) or end (2). Where a score
/// writes nothing players still rise to a phrase's middle; so does this.
PhraseSwell drawSwell(const MarkTables& tables, std::size_t place, models::RandomStream& random);

}  // namespace arioso
