#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "src/compose/melody_grid.h"

namespace arioso {

/// What a melody of a few bars can be asked to have more or less of.
enum class MelodyAttribute {
    Density,      ///< notes a felt beat
    Range,        ///< semitones from the lowest note to the highest
    Syncopation,  ///< share of notes between beats that are held over the next beat
    Height,       ///< mean pitch, semitones above the tonic of reference
    Leaps,        ///< mean size of an interval, semitones
    Brightness,   ///< mean place of the pitch classes on the line of fifths, tonic 0, dominant 1
    Arousal,      ///< mean of density, leaps and range, each standardised
    Valence,      ///< mean of brightness and height, each standardised
};
inline constexpr std::size_t kMelodyAttributes = 8;
inline constexpr std::size_t kMeasuredAttributes = 6;  ///< those before Arousal

const char* nameOf(MelodyAttribute attribute);

using MelodyMeasures = std::array<double, kMelodyAttributes>;

/// Mean and standard deviation over melodies.
struct MelodyScale {
    MelodyMeasures mean{};
    MelodyMeasures deviation{};
};

/// Measures a window; arousal and valence are 0. A window without notes has 0 everywhere, and
/// one of a single note no range and no leaps.
MelodyMeasures measureCells(std::span<const int> cells);
/// Adds arousal and valence, after what is known of how melodies express them (Gabrielsson and
/// Lindström, "The role of structure in the musical expression of emotions", 2010: activity, large
/// intervals and range for arousal; bright scales and high pitch for valence). Proxies, not
/// ratings.
void addAffect(MelodyMeasures& measures, const MelodyScale& scale);

}  // namespace arioso
