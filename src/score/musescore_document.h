#pragma once

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

/// What an articulation's or ornament's name asks for ("articStaccatoAbove"); None if it is not
/// heard or not known.
Articulation museArticulation(std::string_view name);

/// Whether a section of the score ends with this measure or frame.
bool museEndsSection(pugi::xml_node node);

/// A <Harmony> as a chord symbol; its text is empty if it names no chord.
ChordSymbol museChordSymbol(pugi::xml_node harmony);

}  // namespace arioso
