#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// One step of a w: line along the notes.
struct AbcSyllable {
    enum class Kind {
        Text,  ///< sung on the next note
        Hold,  ///< the syllable before goes on for the next note
        Skip,  ///< the next note has no words
        Bar,   ///< on to the next bar
    };
    Kind kind = Kind::Text;
    std::string text;        ///< UTF-8
    bool joinsNext = false;  ///< a hyphen leads on to the next syllable
};

/// Splits a w: line (ABC standard 2.1, section 5.1): blanks and '-' part syllables, '_' holds, '*'
/// skips, '~' is a blank inside a syllable, "\-" a hyphen, '|' the next bar.
std::vector<AbcSyllable> readAbcSyllables(std::string_view line);

}  // namespace arioso
