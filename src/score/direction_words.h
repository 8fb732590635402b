#pragma once

#include <optional>
#include <string>

#include "src/score/musicxml_model.h"

namespace arioso {

/// What printed words above the staff say to a player; Italian, German, French and English.
struct DirectionMeaning {
    std::optional<TempoEvent> tempo;
    int hairpin = 0;                ///< cresc. 1, dim. -1
    std::optional<double> level;    ///< a dynamic written as a word
    std::optional<bool> pizzicato;  ///< pizz. true, arco false
    std::optional<bool> muted;      ///< con sordino, una corda true; senza false
    std::optional<SwingChange> swing;
    bool understood = false;
};
DirectionMeaning readDirectionWords(const std::string& words);

/// Velocity 0…1 of a dynamic's name ("p", "mf", "sfz"); `accent` where it is one of a single note,
/// `after` the level that follows at once (fp). Nothing for an unknown name.
struct DynamicMeaning {
    std::optional<double> level;
    bool accent = false;
};
std::optional<DynamicMeaning> readDynamic(const std::string& name);

/// Jump words ("D.C. al Fine", "To Coda", "Fine") as repeat signs; nothing if it is none.
std::optional<RepeatSigns> readJumpWords(const std::string& words);

}  // namespace arioso
