#pragma once

#include <pugixml.hpp>
#include <string>

namespace arioso {

/// A <harmony> element as a chord symbol in the usual short form ("Dm7/F", "F#7b9", "N.C."); empty
/// if it names no chord.
std::string chordName(pugi::xml_node harmony);

}  // namespace arioso
