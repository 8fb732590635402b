#pragma once

#include <vector>

#include "src/perform/plan.h"

namespace arioso {

/// Semitones from a written pitch to the neighbouring step of the key, above (+1) or below (-1).
float neighbourStep(double pitch, int fifths, int direction);

/// Adds the notes that are heard for `note`: itself, or its trill, mordent, turn or tremolo. The
/// figures are the common practice of the eighteenth and nineteenth centuries (Türk, Klavierschule,
/// 1789): a trill begins on its upper note, the others on the main note.
void appendOrnamented(const PlannedNote& note, int fifths, double quarterSeconds, bool vocal,
                      std::vector<PlannedNote>& out);

/// A run of grace notes before a main note (all of one voice and onset, in playing order). Short
/// ones come before the beat and steal from the past; long ones take their share of the main note,
/// whose onset moves. `previous`: onset of the note before, at most half of which is stolen;
/// negative if there is none.
void appendGraces(std::vector<PlannedNote>& graces, PlannedNote& main, double previous,
                  std::vector<PlannedNote>& out);

/// Spreads the notes of an arpeggiated chord from the lowest up, in place.
void spreadArpeggio(std::vector<PlannedNote*>& chord);

}  // namespace arioso
