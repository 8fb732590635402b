#pragma once

#include <string>
#include <vector>

#include "src/perform/plan.h"

namespace arioso {

/// How the composer's time played ornaments.
enum class OrnamentStyle {
    FromAbove,  ///< a trill begins on its upper note (Quantz 1752, Bach 1753, Türk 1789)
    FromMain,   ///< on its main note (Hummel 1828 and after)
};
/// By the composer's name: FromMain for those of the romantic age and later, else FromAbove.
OrnamentStyle ornamentStyle(const std::string& composer);

/// What an ornament needs to know besides its note.
struct OrnamentPlace {
    int fifths = 0;  ///< key signature
    OrnamentStyle style = OrnamentStyle::FromAbove;
    bool vocal = false;
};

/// Semitones from a written pitch to the neighbouring step of the key, above (+1) or below (-1).
float neighbourStep(double pitch, int fifths, int direction);

/// The same for a note, by the accidental that its ornament carries where there is one.
float neighbourStep(const Note& note, int fifths, int direction);

/// Adds the notes that are heard for `note`: itself, or its trill, mordent, turn, slide or tremolo.
/// The figures are the common practice of the eighteenth and nineteenth centuries (Türk,
/// Klavierschule, 1789); a delayed turn comes at the end of its note.
void appendOrnamented(const PlannedNote& note, const OrnamentPlace& place, double quarterSeconds,
                      std::vector<PlannedNote>& out);

/// A run of grace notes before a main note (all of one voice and onset, in playing order). Short
/// ones, and runs of several, come before the beat and steal from the past; a single long one takes
/// its share of the main note, whose onset moves. `previous`: onset of the note before, at most
/// half of which is stolen; negative if there is none.
void appendGraces(std::vector<PlannedNote>& graces, PlannedNote& main, double previous,
                  std::vector<PlannedNote>& out);

/// Grace notes behind the note that began at `previous` (negative if there is none), whose end is
/// their onset: they take the last part of it.
void appendAfterGraces(std::vector<PlannedNote>& graces, double previous,
                       std::vector<PlannedNote>& out);

/// Spreads the notes of an arpeggiated chord from the lowest up, or from the highest, in place.
void spreadArpeggio(std::vector<PlannedNote*>& chord, bool down);

}  // namespace arioso
