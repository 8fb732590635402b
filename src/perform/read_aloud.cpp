#include "src/perform/read_aloud.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace arioso {
namespace {

struct Abbreviation {
    std::string_view language;
    std::string_view written;  ///< in lower case, two words with a blank
    std::string_view spoken;   ///< of two words, a blank between theirs
    bool beforeNumber = false;
};

constexpr std::array kAbbreviations{
    Abbreviation{"en", "mr.", "mister"},
    Abbreviation{"en", "mr", "mister"},
    Abbreviation{"en", "mrs.", "missis"},
    Abbreviation{"en", "mrs", "missis"},
    Abbreviation{"en", "ms.", "miz"},
    Abbreviation{"en", "messrs.", "messers"},
    Abbreviation{"en", "dr.", "doctor"},
    Abbreviation{"en", "prof.", "professor"},
    Abbreviation{"en", "rev.", "reverend"},
    Abbreviation{"en", "capt.", "captain"},
    Abbreviation{"en", "col.", "colonel"},
    Abbreviation{"en", "gen.", "general"},
    Abbreviation{"en", "sgt.", "sergeant"},
    Abbreviation{"en", "lt.", "lieutenant"},
    Abbreviation{"en", "jr.", "junior"},
    Abbreviation{"en", "sr.", "senior"},
    Abbreviation{"en", "st.", "saint"},
    Abbreviation{"en", "mt.", "mount"},
    Abbreviation{"en", "no.", "number", true},
    Abbreviation{"en", "nos.", "numbers", true},
    Abbreviation{"en", "op.", "opus"},
    Abbreviation{"en", "vol.", "volume", true},
    Abbreviation{"en", "vs.", "versus"},
    Abbreviation{"en", "etc.", "et cetera"},
    Abbreviation{"en", "e.g.", "for example"},
    Abbreviation{"en", "i.e.", "that is"},
    Abbreviation{"de", "z. b.", "zum Beispiel"},
    Abbreviation{"de", "z.b.", "zum Beispiel"},
    Abbreviation{"de", "d. h.", "das heißt"},
    Abbreviation{"de", "d.h.", "das heißt"},
    Abbreviation{"de", "u. a.", "unter anderem"},
    Abbreviation{"de", "u.a.", "unter anderem"},
    Abbreviation{"de", "v. chr.", "vor Christus"},
    Abbreviation{"de", "n. chr.", "nach Christus"},
    Abbreviation{"de", "usw.", "und so weiter"},
    Abbreviation{"de", "bzw.", "beziehungsweise"},
    Abbreviation{"de", "ca.", "zirka"},
    Abbreviation{"de", "nr.", "Nummer"},
    Abbreviation{"de", "st.", "Sankt"},
    Abbreviation{"de", "hl.", "heilige"},
    Abbreviation{"de", "hr.", "Herr"},
    Abbreviation{"de", "fr.", "Frau"},
    Abbreviation{"de", "dr.", "Doktor"},
    Abbreviation{"de", "prof.", "Professor"},
    Abbreviation{"de", "str.", "Straße"},
    Abbreviation{"de", "op.", "Opus"},
    Abbreviation{"de", "etc.", "et cetera"},
    Abbreviation{"fr", "m.", "monsieur"},
    Abbreviation{"fr", "mme", "madame"},
    Abbreviation{"fr", "mme.", "madame"},
    Abbreviation{"fr", "mlle", "mademoiselle"},
    Abbreviation{"fr", "mlle.", "mademoiselle"},
    Abbreviation{"fr", "dr", "docteur"},
    Abbreviation{"fr", "dr.", "docteur"},
    Abbreviation{"fr", "st.", "saint"},
    Abbreviation{"fr", "ste.", "sainte"},
    Abbreviation{"fr", "no.", "numéro", true},
    Abbreviation{"fr", "n°", "numéro", true},
    Abbreviation{"fr", "etc.", "et cetera"},
    Abbreviation{"it", "sig.", "signor"},
    Abbreviation{"it", "sig.ra", "signora"},
    Abbreviation{"it", "dott.", "dottor"},
    Abbreviation{"it", "n.", "numero", true},
    Abbreviation{"it", "s.", "san"},
    Abbreviation{"it", "ecc.", "eccetera"},
    Abbreviation{"es", "sr.", "señor"},
    Abbreviation{"es", "sra.", "señora"},
    Abbreviation{"es", "srta.", "señorita"},
    Abbreviation{"es", "dr.", "doctor"},
    Abbreviation{"es", "dra.", "doctora"},
    Abbreviation{"es", "sto.", "santo"},
    Abbreviation{"es", "sta.", "santa"},
    Abbreviation{"es", "núm.", "número"},
    Abbreviation{"es", "etc.", "etcétera"},
    Abbreviation{"la", "etc.", "et cetera"},
    // What espeak-ng reads in English.
    Abbreviation{"it", "&", "e"},
    Abbreviation{"es", "&", "y"},
    Abbreviation{"la", "&", "et"},
    Abbreviation{"pt", "&", "e"},
};

/// Lower case, without the quotes and brackets around it.
std::string plain(const std::string& word) {
    std::string lower;
    icu::UnicodeString::fromUTF8(word).toLower().toUTF8String(lower);
    const std::size_t first = lower.find_first_not_of("\"'([");
    if (first == std::string::npos) return {};
    return lower.substr(first, lower.find_last_not_of("\"'),;:!?]") + 1 - first);
}

bool beginsWithDigit(const std::string& word) {
    return !word.empty() && word[0] >= '0' && word[0] <= '9';
}

}  // namespace

std::vector<std::string> writtenOut(const std::vector<std::string>& words,
                                    const std::string& language) {
    const std::string primary = language.substr(0, language.find_first_of("-_"));
    std::vector<std::string> out = words;
    std::vector<std::string> keys;
    keys.reserve(words.size() + 1);
    for (const std::string& word : words) keys.push_back(plain(word));
    keys.emplace_back();
    for (std::size_t i = 0; i < words.size(); ++i) {
        // A word without a dot or sign is short for nothing but the few that the tables have.
        if (keys[i].empty() || keys[i].size() > 8) continue;
        const std::string pair = keys[i] + " " + keys[i + 1];
        for (const Abbreviation& one : kAbbreviations) {
            if (one.language != primary) continue;
            if (one.written == pair) {
                const std::size_t blank = one.spoken.find(' ');
                out[i] = std::string(one.spoken.substr(0, blank));
                out[i + 1] = std::string(one.spoken.substr(blank + 1));
                ++i;
                break;
            }
            if (one.written != keys[i]) continue;
            if (one.beforeNumber && !beginsWithDigit(keys[i + 1])) continue;
            out[i] = std::string(one.spoken);
            break;
        }
    }
    return out;
}

bool isSpokenSign(char32_t c) {
    constexpr std::u32string_view kSigns = U"&+%=€$£§@½¼¾";
    return kSigns.find(c) != std::u32string_view::npos;
}

}  // namespace arioso
