#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "src/score/harmony.h"

namespace arioso {

/// Fills <harmony> from a symbol of root, kind, degrees and bass ("Dm7/F", "F#7b9", "Bbmin7",
/// "C-7"). False, with the element half filled, for what is none.
bool parseChordText(std::string_view text, pugi::xml_node harmony);

/// A chord symbol as it is written over a tune, with what it means where that is usual; else only
/// its text.
ChordSymbol chordOfText(const std::string& text);

}  // namespace arioso
