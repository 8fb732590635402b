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

/// What is written on a note, and how many notes it has: its own and those after it without words.
struct JapaneseSyllable {
    std::string text;
    std::size_t notes = 1;
};

/// Sounds of the syllables of one phrase. Kanji and particles are read by the system's dictionary,
/// if there is one (japanese_morae.h). Mostly a syllable is one mora and has one entry; see
/// moraPhones() for what else it may be. Kanji of several morae that have several notes are shared
/// among these, an entry each; kana are not, for they could have been written on their notes.
std::vector<std::vector<SyllablePhones>> japanesePhones(
    const std::vector<JapaneseSyllable>& syllables);

/// Sounds of the words of a phrase, without notes: one after another, a
/// nucleus a mora.
std::vector<std::vector<Phone>> japaneseWords(const std::vector<std::string>& words);

}  // namespace arioso
