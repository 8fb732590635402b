#pragma once

#include <vector>

#include "models/random_stream.h"
#include "src/compose/progression.h"
#include "src/compose/tune_rhythm.h"

namespace arioso {

/// What is kept of a phrase so that later ones can be like it.
struct PhraseMemory {
    std::vector<BarRhythm> rhythm;
    std::vector<int> steps;  ///< scale steps above the tonic, in the rhythm's order
    std::vector<ChordSlot> slots;
    bool minor = false;
};

/// A phrase in its section.
struct PhrasePlan {
    int like = -1;  ///< number of the section's phrase that it varies; -1 = new
    bool contrast = false;
    Cadence cadence = Cadence::Perfect;
};

/// Sections of four phrases as songs have them: A A' B A', A B A' B', A A' B B'.
std::vector<PhrasePlan> drawForm(models::RandomStream& random);

/// What becomes of a bar of a new phrase: `like` is the bar whose motif it takes up (-1 = free),
/// `shift` the scale steps that it is moved by.
struct BarPlan {
    int like = -1;
    int shift = 0;
};

/// How a new phrase of so many bars is made of motifs; the last bar is the cadence's.
std::vector<BarPlan> drawBars(int bars, models::RandomStream& random);

}  // namespace arioso
