#include <string>
#include <vector>

#include "src/condition/condition.h"

namespace arioso {

const std::vector<std::string>& phonemeInventory() {
    // espeak-ng's IPA for its common languages, stress and length taken off. Part of the model
    // format: append only.
    static const std::vector<std::string> symbols{
        "",   "a",  "e",   "i",   "o",  "u",  "ə",  "ɪ",  "ʊ",  "ɛ",  "ɔ",  "ʌ",  "æ",  "ɑ",  "ɒ",
        "ɜ",  "ɐ",  "y",   "ø",   "œ",  "ɨ",  "ʉ",  "ɯ",  "ɤ",  "ʏ",  "ɵ",  "ɚ",  "ɝ",  "ᵻ",  "aɪ",
        "aʊ", "eɪ", "oʊ",  "əʊ",  "ɔɪ", "ɔø", "ɔY", "ɪə", "eə", "ʊə", "iə", "ɛɹ", "ɑɹ", "ɔɹ", "oɹ",
        "ʊɹ", "ɪɹ", "aɪə", "aʊə", "ɑ̃",  "ɛ̃",  "ɔ̃",  "œ̃",  "p",  "b",  "t",  "d",  "k",  "ɡ",  "ʔ",
        "m",  "n",  "ŋ",   "ɲ",   "ɱ",  "ɳ",  "f",  "v",  "θ",  "ð",  "s",  "z",  "ʃ",  "ʒ",  "ç",
        "x",  "ɣ",  "h",   "ɦ",   "χ",  "ʁ",  "ʂ",  "ʐ",  "ɕ",  "ʑ",  "ɸ",  "β",  "tʃ", "dʒ", "ts",
        "dz", "pf", "tɕ",  "dʑ",  "tʂ", "dʐ", "l",  "ɫ",  "ɭ",  "ʎ",  "ɹ",  "r",  "ɾ",  "ɽ",  "j",
        "w",  "ɥ",  "ʍ",   "ʋ",   "ɬ",  "ɮ",  "əl", "ɐ̃",  "ẽ",  "ĩ",  "õ",  "ũ",  "c",  "ɟ",  "q",
    };
    return symbols;
}

}  // namespace arioso
