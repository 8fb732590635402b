#pragma once

#include <string>
#include <vector>

#include "src/perform/japanese_reader.h"

namespace arioso {

/// Morae of each of the syllables of a phrase as they are written on notes, kanji by the words
/// they are in: the kana around them hold their places, and what is left of the reading is shared
/// evenly among neighbouring kanji. Kana are sung as written but for は and へ where the reader
/// says "wa" and "e". A kanji without a reading has no mora.
std::vector<std::vector<std::string>> moraeOfSyllables(const std::vector<std::string>& syllables,
                                                       const JapaneseReader& reader);

/// Whether there is something that only a dictionary can read.
bool needsDictionary(const std::string& text);

}  // namespace arioso
