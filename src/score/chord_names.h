#pragma once

#include <pugixml.hpp>

#include "src/score/harmony.h"

namespace arioso {

/// A <harmony> element as a chord symbol; its text in the usual short form ("Dm7/F", "F#7b9",
/// "N.C."), empty if it names no chord.
ChordSymbol readChordSymbol(pugi::xml_node harmony);

}  // namespace arioso
