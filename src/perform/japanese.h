#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/perform/syllable_phones.h"

namespace arioso {

/// Whether a BCP 47 tag is Japanese.
bool isJapanese(std::string_view language);

/// What stands in the way of pronouncing these texts: one line for the user; empty if nothing does.
std::string japaneseProblem(const std::vector<std::string>& texts);

/// Sounds of the words of one phrase, each word given by its written syllables, a note's each.
/// Kanji and particles are read by the system's dictionary, if there is one (japanese_morae.h).
/// Mostly a syllable is one mora; see moraPhones() for what else it may be.
std::vector<std::vector<SyllablePhones>> japanesePhones(
    const std::vector<std::vector<std::string>>& words);

/// The same without notes: a word's sounds one after another, a nucleus a mora.
std::vector<std::vector<Phone>> japaneseWords(const std::vector<std::string>& words);

}  // namespace arioso
