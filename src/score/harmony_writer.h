#pragma once

#include <pugixml.hpp>

#include "src/score/harmony.h"

namespace arioso {

/// Adds a <harmony>: as the symbol's parts where they are known, else read from its text; a text
/// that is no usual symbol is kept as the function.
void addHarmony(pugi::xml_node measure, const ChordSymbol& chord);

/// Adds <figured-bass>; `duration` in divisions, 0 = none stated.
void addFiguredBass(pugi::xml_node measure, const FiguredBass& figures, std::int64_t duration);

}  // namespace arioso
