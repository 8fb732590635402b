#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "src/score/musicxml_model.h"

namespace arioso {

/// Whether XML text is a MuseScore file (its first element tells).
bool isMuseScore(std::string_view text);

/// "3/8" or "-1/4" of a whole note, in quarters; zero if it is none.
Beat museFraction(std::string_view text);

/// A <durationType> with its dots, in quarters; zero for "measure" and what is unknown.
Beat museLength(pugi::xml_node chordOrRest);

/// Text of an element with its formatting and musical symbols taken off.
std::string musePlainText(pugi::xml_node text);

/// Letter and semitones of a tonal pitch class (line of fifths, C = 14); '\0' outside -1…33.
struct MuseSpelling {
    char step = '\0';
    int alter = 0;
};
MuseSpelling museSpelling(int tonalClass);

/// Seconds of silence behind the section that ends with this measure or frame, 0…60; nothing if
/// none ends here.
std::optional<float> museSectionPause(pugi::xml_node node);

/// A <Harmony> as a chord symbol; its text is empty if it names no chord.
ChordSymbol museChordSymbol(pugi::xml_node harmony);

}  // namespace arioso
