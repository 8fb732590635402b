#pragma once

#include <string>
#include <vector>

#include "src/perform/ipa.h"

namespace arioso {

/// The sounds of one sung syllable: consonants before the beat, the vowel that is held, what closes
/// it (glides, consonants, and vowels that the writer gave no note of their own).
struct SyllablePhones {
    std::vector<Phone> onset;
    std::vector<Phone> nucleus;  ///< one sound; none only in a syllable without any sound
    std::vector<Phone> tail;
};

/// Gives the sounds of a word to its written syllables, cut before the consonants that begin the
/// next vowel (maximal onset). A word with more vowels than written syllables ("ev-'ry") puts two
/// in one, by the vowel letters of the spelling; with fewer ("fi-re") it sings its last vowel
/// again; where `muteE` says that it is French, a last syllable in mute e gets its consonants and a
/// schwa, as French is sung ("Jac-ques").
std::vector<SyllablePhones> syllablePhones(const std::vector<Phone>& word,
                                           const std::vector<std::string>& written,
                                           bool muteE = false);

}  // namespace arioso
