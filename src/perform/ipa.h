#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arioso {

/// A speech sound of the inventory (see phonemeInventory).
struct Phone {
    std::string symbol;
    bool vowel = false;
    bool nucleus =
        false;  ///< carries a syllable: a vowel that is no glide, or a syllabic consonant
    bool operator==(const Phone&) const = default;
};

/// Parses espeak-ng's IPA: words between blanks, phonemes between underscores, stress and length
/// marks and language switches dropped, diphthongs taken apart into vowel and glide, every sound
/// replaced by the nearest of the inventory.
std::vector<std::vector<Phone>> parseIpa(std::string_view text);

/// Nearest symbol of the inventory to a single IPA sound; empty if it is no sound at all.
std::string nearestPhoneme(std::string_view symbol);
bool isVowelSymbol(std::string_view symbol);

}  // namespace arioso
