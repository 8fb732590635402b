#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "src/compose/texture.h"

namespace arioso {

struct PatternModel;

/// What the user wants of the next phrase. Plain data; every field may change from phrase to
/// phrase, and what is absent is the composer's choice by mood.
struct Steering {
    /// Keynote as a pitch class, 0 = C … 11 = B. Absent: the composer's, with modulations.
    std::optional<int> tonic;
    std::optional<bool> minor;  ///< absent = by valence
    /// Mood on Russell's circumplex, each -1 (unpleasant, calm) … 1 (pleasant, excited).
    double valence = 0.0;
    double arousal = 0.0;
    std::optional<double> quartersPerMinute;  ///< 20…300; absent = by mood
    /// How many notes there are, 0 (few) … 1 (many); 0.5 is what the mood asks for.
    double density = 0.5;
    /// Metre, as written. Supported: see metreIsSupported.
    int beats = 4;
    int beatType = 4;
    /// General MIDI programs, 0-based, one a part: melody, then inner parts, bass last. One program
    /// plays all (a keyboard, a harp, a guitar) or the melody alone. Empty = by mood. At most 8.
    std::vector<int> programs;
    bool drums = false;
    /// What a style says beside that (see styles.h); absent or empty = the mood's.
    std::vector<Texture> textures;
    Groove groove = Groove::Plain;
    double swing = 0.5;            ///< 0.5 straight … 0.75; of pairs of eighths
    std::optional<double> colour;  ///< sevenths and borrowed chords, 0 plain … 1
    std::optional<double> legato;  ///< 0 detached … 1 bound
    double unevenness = 0.0;       ///< of the tune's rhythm, -1 even … 1 dotted; 0 as learnt
    std::optional<double> leaps;   ///< of the tune, 0 steps … 1 wide; absent = by mood
    int period = 1;  ///< whose ornaments: 0 of the eighteenth century, 1 of the nineteenth
    /// A generator that plays the chords; nullptr = the rules do.
    std::shared_ptr<const PatternModel> patterns;

    bool operator==(const Steering&) const = default;
};

/// Whether the composer writes in a metre: 2, 3, 4, 5, 6 or 7 quarters; 2 or 3 halves; 3, 5, 6, 7,
/// 9 or 12 eighths.
bool metreIsSupported(int beats, int beatType);

}  // namespace arioso
