#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// What one word or syllable under a note says, its marks taken apart.
struct SungText {
    std::string word;                     ///< letters and punctuation
    std::optional<std::string> phones;    ///< sounds to sing in its place: see spelledPhones
    std::optional<std::string> language;  ///< BCP 47 from here on; empty = the usual one again
};

/// Reads the marks of a word:
///   "light[l ay t]", "[k ae t]"  sung with exactly these sounds,
///   "{de}Stille"                 German from this word to the next mark, "{}" ends it.
/// Brackets behind a word always hold sounds; alone they do where at least half of what stands in
/// them is known (else "[bis]" is a word like others). Braces around anything but a language tag
/// are text.
SungText sungText(std::string_view text);

/// Words that are written together, apart at blanks and elisions (U+203F), but for those in
/// brackets.
std::vector<std::string> sungFragments(std::string_view text);

/// Whether a text holds neither letters nor digits nor signs.
bool isOnlyPunctuation(std::string_view text);

/// Byte behind the "]" that closes the "[" at `at`; npos if the line has none.
std::size_t bracketEnd(std::string_view text, std::size_t at);

/// Whether the text between two brackets spells sounds.
bool spellsPhones(std::string_view inside);

/// The text without its marks, as shown to the user; brackets that stand alone stay.
std::string shownSyllable(std::string_view text);

/// A word's sounds cut at the syllables of its pieces: "light" and "ly", "l ay t l iy" give
/// "light[l ay t]" and "ly[l iy]". Without a word (`pieces` one empty text) the sounds alone
/// decide how many there are.
std::vector<std::string> withPhones(const std::vector<std::string>& pieces,
                                    std::string_view phones);

}  // namespace arioso
