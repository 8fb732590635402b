#include "src/perform/verse_forms.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace arioso {
namespace {

/// Forms that no rule finds, and words that espeak-ng says with a sound that is none.
struct Fixed {
    std::string_view language;
    std::string_view written;
    std::string_view sounds;  // IPA, phonemes between underscores
};
constexpr std::array kFixed{
    Fixed{"en", "e'en", "i_n"},
    Fixed{"en", "ta'en", "t_eɪ_n"},
    Fixed{"en", "thou'rt", "ð_aʊ_ɹ_t"},
    Fixed{"en", "where'er", "w_ɛ_ɹ_ɛ_ɹ"},
    Fixed{"en", "wi'", "w_ɪ"},
    Fixed{"en", "i'", "ɪ"},
    Fixed{"en", "o'", "ə"},
    Fixed{"en", "th'", "ð_ə"},
    Fixed{"de", "durchs", "d_ʊ_ɾ_ç_s"},
    Fixed{"de", "durch's", "d_ʊ_ɾ_ç_s"},
    Fixed{"de", "'ne", "n_ə"},
    Fixed{"de", "'nen", "n_ə_n"},
    Fixed{"de", "'nem", "n_ə_m"},
    Fixed{"de", "'ner", "n_ɐ"},
};

std::string lowerAscii(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return text;
}

bool isConsonant(char c) {
    return std::string_view("bcdfghjklmnpqrstvwxyz").find(c) != std::string_view::npos;
}

/// The place of an apostrophe that stands for an e between consonants: "heav'n", "wand'ring",
/// "flow'r", but neither "don't" nor "we're".
std::size_t elidedE(const std::string& word) {
    for (std::size_t i = 1; i + 1 < word.size(); ++i) {
        if (word[i] != '\'' || !isConsonant(word[i - 1])) continue;
        const std::string_view rest = std::string_view(word).substr(i + 1);
        if (rest == "re" || rest == "t" || rest.starts_with("tw")) continue;
        if (rest[0] == 'n' && (rest.size() == 1 || isConsonant(rest[1])) && rest != "nt") {
            return i;
        }
        if (rest[0] == 'r') return i;
    }
    return std::string::npos;
}

void english(const std::string& word, VerseForm& form) {
    if (word.starts_with("th'") && word.size() > 4) {
        form.before = {{"ð", false, false}};
        form.spoken = form.spoken.substr(3);
        return;
    }
    if (const std::size_t place = elidedE(word); place != std::string::npos) {
        form.spoken[place] = 'e';
        form.losesSchwa = true;
        return;
    }
    form.hardens = word.ends_with("'d") && word.size() > 3;
}

/// Spellings from before 1901: "Noth", "Muth", "todt".
void german(const std::string& word, VerseForm& form) {
    if (word == "todt" || word == "todte" || word == "todten" || word == "todter") {
        form.spoken.erase(2, 1);
        return;
    }
    for (const std::string_view ending : {"th", "the", "then", "them", "ther", "thes", "ths"}) {
        if (!word.ends_with(ending) || word.size() < ending.size() + 2) continue;
        const char before = word[word.size() - ending.size() - 1];
        // After consonants the vowel is short or long in both spellings.
        if (isConsonant(before)) continue;
        form.spoken.erase(word.size() - ending.size() + 1, 1);
        return;
    }
    constexpr std::string_view kDiminutive = "lein";
    if (word.ends_with(kDiminutive)) {
        // Else the vowel before "-lein" is short: "Röslein", "Vöglein".
        const std::size_t stem = word.size() - kDiminutive.size();
        const bool umlaut = stem >= 3 && (word.compare(stem - 3, 2, "ö") == 0 ||
                                          word.compare(stem - 3, 2, "ä") == 0 ||
                                          word.compare(stem - 3, 2, "ü") == 0);
        if (umlaut && std::string_view("bdgms").find(word[stem - 1]) != std::string_view::npos)
            form.spoken.insert(stem, " ");
    }
}

void italian(const std::string& word, VerseForm& form) {
    if (!word.starts_with("gl'") || word.size() < 5) return;
    form.before = {{"ʎ", false, false}};
    form.spoken = form.spoken.substr(3);
}

void french(const std::string& word, VerseForm& form) {
    // "grand'mère" would be read as English.
    constexpr std::string_view kGrand = "grand'";
    if (word.starts_with(kGrand)) form.spoken[kGrand.size() - 1] = ' ';
}

bool voiceless(const std::string& symbol) {
    constexpr std::array<std::string_view, 8> kVoiceless{"p", "t", "k", "f", "s", "ʃ", "θ", "tʃ"};
    return std::find(kVoiceless.begin(), kVoiceless.end(), symbol) != kVoiceless.end();
}

}  // namespace

VerseForm verseForm(const std::string& word, const std::string& language) {
    VerseForm form;
    form.spoken = word;
    const std::string primary = language.substr(0, language.find_first_of("-_"));
    const std::string lower = lowerAscii(word);
    for (const Fixed& one : kFixed) {
        if (one.language != primary || one.written != lower) continue;
        for (const auto& part : parseIpa(one.sounds))
            form.instead.insert(form.instead.end(), part.begin(), part.end());
        return form;
    }
    if (primary == "en") english(lower, form);
    if (primary == "de") german(lower, form);
    if (primary == "it") italian(lower, form);
    if (primary == "fr") french(lower, form);
    return form;
}

void shapeVerseForm(const VerseForm& form, std::vector<Phone>& phones) {
    if (!form.instead.empty()) phones = form.instead;
    phones.insert(phones.begin(), form.before.begin(), form.before.end());
    if (form.losesSchwa) {
        bool first = true;
        for (std::size_t i = 0; i < phones.size(); ++i) {
            if (!phones[i].nucleus) continue;
            const bool was = std::exchange(first, false);
            const bool ends = i + 1 == phones.size();
            const std::string following = ends ? "" : phones[i + 1].symbol;
            if (was) continue;
            if (phones[i].symbol == "ə" && (following == "n" || following == "ɹ")) {
                phones.erase(phones.begin() + static_cast<std::ptrdiff_t>(i));
                return;
            }
            if (phones[i].symbol != "ɚ") continue;
            if (following == "ɹ") {
                phones.erase(phones.begin() + static_cast<std::ptrdiff_t>(i));
            } else {
                phones[i] = {"ɹ", false, false};
            }
            return;
        }
    }
    if (form.hardens && phones.size() > 1 && phones.back().symbol == "d" &&
        voiceless(phones[phones.size() - 2].symbol)) {
        phones.back().symbol = "t";
    }
}

}  // namespace arioso
