#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// One letter or sign of a word.
struct Letter {
    std::size_t start = 0;   ///< first byte
    std::size_t length = 1;  ///< bytes, combining marks included
    char32_t lower = 0;      ///< lower case
    char32_t base = 0;       ///< lower case, without accents
    bool marked = false;     ///< carries an accent that makes it a syllable of its own (í, ü, ï)
    bool vowel = false;      ///< may carry a syllable; y and qu are settled by their neighbours
    bool letter = false;
    bool ideograph = false;  ///< Han, kana or Hangul: a syllable by itself
    bool small = false;      ///< small kana: sung with the one before
};

/// The letters of a UTF-8 word.
std::vector<Letter> lettersOf(std::string_view word);

/// Runs of neighbouring vowels in a word: a first guess at its syllables in any language.
int vowelGroups(std::string_view word);

/// First letter of every vowel sound of a word, by the spelling of a language (ISO 639): silent e
/// in English, hiatus ("Ma-ri-a") and diphthongs where they are regular.
std::vector<std::size_t> nuclei(const std::vector<Letter>& letters, const std::string& language);

/// Letter at which the syllable of the nucleus `next` begins, the one before being at `previous`:
/// one consonant or an onset cluster ("str", "ch") goes with the later vowel.
std::size_t onsetBetween(const std::vector<Letter>& letters, std::size_t previous,
                         std::size_t next);

}  // namespace arioso
