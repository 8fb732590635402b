#pragma once

#include <vector>

#include "models/random_stream.h"
#include "src/compose/metre_plan.h"
#include "src/compose/tables.h"

namespace arioso {

/// A note of a bar's rhythm, in ticks from the bar's start.
struct RhythmNote {
    int place = 0;
    int duration = 0;
    bool operator==(const RhythmNote&) const = default;
};
using BarRhythm = std::vector<RhythmNote>;

/// A bar drawn from the learnt rhythms: of several draws the one whose number of notes comes near
/// `notes` is the likeliest, and the more or less even, as `unevenness` (-1…1) asks. It begins on
/// the downbeat; rests come from the model.
BarRhythm drawBar(const ComposerTables& tables, const MetrePlan& metre, double notes,
                  double unevenness, models::RandomStream& random);

/// The same with one thing changed: a long note parted in two, or two short ones joined.
BarRhythm varied(const BarRhythm& bar, const MetrePlan& metre, models::RandomStream& random);

/// A last bar: its long note on the downbeat or, after a figure, on the second chord's place.
/// `room` ticks at its end stay free for an upbeat. `novelty` 0…1 asks for figures.
BarRhythm cadenceBar(const MetrePlan& metre, double notes, int room, double novelty,
                     models::RandomStream& random);

/// Lengths of an upbeat, drawn from the learnt ones; empty if there is none this time.
std::vector<int> drawUpbeat(const ComposerTables& tables, const MetrePlan& metre,
                            models::RandomStream& random);

}  // namespace arioso
