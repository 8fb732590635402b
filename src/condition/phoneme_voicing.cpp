#include "src/condition/phoneme_voicing.h"

#include <algorithm>
#include <array>

namespace arioso {

PhonemeVoicing phonemeVoicing(std::string_view symbol) {
    static constexpr std::array<std::string_view, 26> kUnvoiced{
        "p", "t", "k",  "ʔ",  "f",  "θ",  "s",  "ʃ", "ç", "x", "h", "χ",  "ʂ",
        "ɕ", "ɸ", "tʃ", "ts", "pf", "tɕ", "tʂ", "ʍ", "ɬ", "c", "q", "br", "ħ"};
    static constexpr std::array<std::string_view, 15> kVoicedFricative{
        "v", "ð", "z", "ʒ", "ɣ", "ɦ", "ʁ", "ʐ", "ʑ", "β", "dʒ", "dz", "dʑ", "dʐ", "ɮ"};
    const auto in = [symbol](const auto& list) {
        return std::find(list.begin(), list.end(), symbol) != list.end();
    };
    if (in(kUnvoiced)) return {false, 1.0F};
    if (in(kVoicedFricative)) return {true, 0.5F};
    return {true, 0.0F};
}

}  // namespace arioso
