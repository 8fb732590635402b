#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/perform/syllable_phones.h"

namespace arioso {

/// Splits Japanese text into morae, each in hiragana: "きゃ", "っ", "ん", "ー", "か". Katakana of
/// either width, small kana, the marks of length and of repetition, and romaji (Hepburn or Kunrei,
/// macrons for length, an apostrophe after the syllabic n) are understood; all else has no mora.
std::vector<std::string> splitMorae(std::string_view text);

/// The text with its hiragana as katakana, in which no word is a particle.
std::string inKatakana(std::string_view text);

/// Whether every letter of the text is one that splitMorae() reads.
bool isKanaOrRomaji(std::string_view text);

/// Sounds of sung syllables of one phrase, each given by its morae. The first mora has the beat;
/// further ones in the same syllable close it. The syllabic n is "ŋ" and carries a note, a stop of
/// the breath (sokuon) is "q", or the fricative that it doubles; on a note of its own it closes the
/// vowel before, which goes on. A syllable without a mora has no sounds. After Vance, "The Sounds
/// of Japanese", 2008; the narrow symbols are those of the inventory.
std::vector<SyllablePhones> moraPhones(const std::vector<std::vector<std::string>>& syllables);

}  // namespace arioso
