#include "src/condition/phoneme_voicing.h"

#include <algorithm>
#include <array>

namespace arioso {
namespace {

/// Of the noise of a sung h: with it a breath comes out some 27 dB below the vowels.
constexpr float kBreathNoise = 0.6F;

}  // namespace

PhonemeVoicing phonemeVoicing(std::string_view symbol) {
    static constexpr std::array<std::string_view, 25> kUnvoiced{
        "p", "t", "k",  "ʔ",  "f",  "θ",  "s",  "ʃ", "ç", "x", "h", "χ", "ʂ",
        "ɕ", "ɸ", "tʃ", "ts", "pf", "tɕ", "tʂ", "ʍ", "ɬ", "c", "q", "ħ"};
    static constexpr std::array<std::string_view, 15> kVoicedFricative{
        "v", "ð", "z", "ʒ", "ɣ", "ɦ", "ʁ", "ʐ", "ʑ", "β", "dʒ", "dz", "dʑ", "dʐ", "ɮ"};
    const auto in = [symbol](const auto& list) {
        return std::find(list.begin(), list.end(), symbol) != list.end();
    };
    if (symbol == "br") return {false, kBreathNoise};
    if (in(kUnvoiced)) return {false, 1.0F};
    if (in(kVoicedFricative)) return {true, 0.5F};
    return {true, 0.0F};
}

}  // namespace arioso
