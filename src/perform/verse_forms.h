#pragma once

#include <string>
#include <vector>

#include "src/perform/ipa.h"

namespace arioso {

/// How a shortened or old form of verse ("heav'n", "th'eternal", "Noth") is to be said: which word
/// to pronounce in its place and what is done to the sounds of that.
struct VerseForm {
    std::string spoken;            ///< the word as written, where nothing is to be done
    std::vector<Phone> before{};   ///< sounds put before those of `spoken`
    std::vector<Phone> instead{};  ///< all the sounds, if not empty
    bool losesSchwa = false;       ///< one unstressed vowel is left out
    bool hardens = false;          ///< "kiss'd" ends in t
};
/// `word`: letters and apostrophes; `language`: BCP 47.
VerseForm verseForm(const std::string& word, const std::string& language);

/// Does to the sounds of `form.spoken` what the form asks for.
void shapeVerseForm(const VerseForm& form, std::vector<Phone>& phones);

}  // namespace arioso
