#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// One step of an s: line along the notes.
struct AbcSymbol {
    enum class Kind {
        Text,  ///< belongs to the next note
        Skip,  ///< the next note has no symbol
        Bar,   ///< on to the next bar
    };
    Kind kind = Kind::Text;
    std::string text;  ///< decorations and quoted texts as they would stand before the note
};

/// Splits an s: line (ABC standard 2.1, section 4.15): blanks part symbols, '*' skips a note, '|'
/// goes on to the next bar; blanks in quotation marks belong to their text.
std::vector<AbcSymbol> readAbcSymbols(std::string_view line);

}  // namespace arioso
