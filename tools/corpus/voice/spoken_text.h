#pragma once

#include <string>
#include <vector>

#include "src/perform/pronounce.h"

namespace arioso::corpus {

/// A sound that an utterance should hold, and its word.
struct SpokenPhone {
    std::string symbol;  ///< of phonemeInventory()
    int word = 0;
};

/// What the reader of a text says.
struct SpokenText {
    std::vector<std::string> words;   ///< as written, punctuation at their ends taken off
    std::vector<bool> markAfter;      ///< punctuation follows the word: a pause is likely
    std::vector<SpokenPhone> phones;  ///< in order; a diphthong is vowel and glide
};

/// Words between blanks and their sounds in their phrase (the words up to the next punctuation).
/// Numbers and abbreviations are read as espeak-ng reads them. A word without sounds is left out.
SpokenText spokenText(const std::string& text, const Pronouncer& pronouncer);

}  // namespace arioso::corpus
