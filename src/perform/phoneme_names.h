#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/perform/ipa.h"

namespace arioso {

/// Speech sounds that a user spelled out, and what of them nobody knows.
struct SpelledPhones {
    std::vector<Phone> phones;
    std::vector<int> counts;           ///< of `phones`, that each symbol of the text stands for
    std::vector<std::string> symbols;  ///< the text, at its blanks
    std::vector<std::string> unknown;  ///< symbols that are no sound of any alphabet
};

/// Reads sounds that stand between blanks, each a consonant, an affricate, a vowel or a diphthong:
/// IPA as `arioso phonemes` prints it, X-SAMPA ("t S aI"), or ARPAbet ("k ae t", "K AE1 T", with
/// or without stress). Names that mean different sounds in these ("y", "r") are ARPAbet if any
/// symbol of the text is a name of two letters of that alphabet, else IPA and X-SAMPA.
SpelledPhones spelledPhones(std::string_view text);

/// The known symbols that a user most probably meant by an unknown one, nearest first.
std::vector<std::string> nearestSymbols(std::string_view symbol, std::size_t most = 3);

}  // namespace arioso
