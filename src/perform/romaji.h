#pragma once

#include <string>
#include <string_view>

namespace arioso {

/// Hiragana for Japanese in Latin letters, by the Hepburn and the Kunrei system: "shi" and "si",
/// doubled consonants, "n" before consonants and at the end, "n'" before vowels, macrons and
/// circumflexes for long vowels. What is no romaji stays as it is.
std::string kanaFromRomaji(std::string_view text);

}  // namespace arioso
