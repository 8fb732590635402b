#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/score/score.h"

namespace arioso {

/// A note of the sung line as the text sees it.
struct MelodySlot {
    std::size_t note = 0;  ///< index into Part::notes
    double seconds = 0.0;  ///< on the tempo map
    double beat = 0.0;
    double length = 0.0;       ///< beats
    bool phraseStart = false;  ///< a rest or a breath is before it
    bool tiedOn = false;       ///< a slur leads from the note before to it
    float weight = -1.0F;      ///< of its place in the metre, 0…1; -1 = not known
    float enter = 0.0F;        ///< what it costs more than others to begin a syllable here
    float pass = -1.0F;        ///< what it costs to go on over it; -1 = as for any note
};

/// Weight of a place in a bar, 0…1: its first beat, its middle, its beats, what lies between (F.
/// Lerdahl, R. Jackendoff, "A Generative Theory of Tonal Music", 1983, chapter 4).
float metricWeight(const Measure& measure, double beat);

/// Index of the part that sings (see layLyrics). Throws Error(Input).
std::size_t singingPart(const Score& score, const std::string& wanted);

/// The line that is sung: grace notes left out, of chords the highest note, of several voices the
/// one with the words already, else the lowest voice number.
std::vector<MelodySlot> melodyOf(const Score& score, const Part& part);

}  // namespace arioso
