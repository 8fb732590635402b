#include "src/lyrics/vowels.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <string>

namespace arioso {
namespace {

bool plainVowel(char32_t c) {
    constexpr std::u32string_view kVowels = U"aeiouæøœıаеёиоуыэюяіїєαεηιουω";
    return kVowels.find(c) != std::u32string_view::npos;
}

bool strong(char32_t c) {
    return c == U'a' || c == U'e' || c == U'o';
}

/// Lower-case letter without its accents; `marked` tells of a diaeresis, or an acute on i or u.
char32_t baseOf(UChar32 code, bool& marked) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFDInstance(status);
    const UChar32 lower = u_tolower(code);
    icu::UnicodeString parts;
    if (U_FAILURE(status) != 0 || normalizer->getDecomposition(lower, parts) == 0) {
        return static_cast<char32_t>(lower);
    }
    const UChar32 base = parts.char32At(0);
    if (u_getIntPropertyValue(base, UCHAR_SCRIPT) == USCRIPT_HANGUL) {
        return static_cast<char32_t>(lower);
    }
    for (std::int32_t i = 1; i < parts.length(); ++i) {
        const char16_t mark = parts.charAt(i);
        marked = marked || mark == 0x308 || (mark == 0x301 && (base == 'i' || base == 'u'));
    }
    return static_cast<char32_t>(base);
}

bool isSmallKana(UChar32 code) {
    constexpr std::u32string_view kSmall = U"ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ";
    return kSmall.find(static_cast<char32_t>(code)) != std::u32string_view::npos;
}

bool isIdeograph(UChar32 code) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(code, &status);
    return code == 0x30FC || script == USCRIPT_HAN || script == USCRIPT_HIRAGANA ||
           script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL;
}

/// Letters of a word with the questions a spelling rule asks.
class Spelling {
  public:
    Spelling(const std::vector<Letter>& letters, const std::string& language)
        : letters_(letters), language_(language.substr(0, 2)) {
        while (end_ > 0 && !letters_[end_ - 1].letter) --end_;
    }

    /// Whether two neighbouring vowels belong to two syllables.
    [[nodiscard]] bool hiatus(std::size_t first) const {
        const char32_t a = letters_[first].base;
        const char32_t b = letters_[first + 1].base;
        const bool apart = letters_[first + 1].marked;
        if (language_ == "de") return !germanPair(a, b) && !letters_[first].marked;
        if (language_ == "la")
            return !((a == U'a' && (b == U'e' || b == U'u')) || (a == U'o' && b == U'e') ||
                     (a == U'e' && b == U'u'));
        if (language_ == "es" || language_ == "it" || language_ == "pt") {
            return (strong(a) && strong(b)) || apart || letters_[first].marked;
        }
        if (language_ == "en") return englishHiatus(first, a, b);
        return apart;
    }

    /// Whether the vowel at `index` is an e that is written and not spoken.
    [[nodiscard]] bool silent(std::size_t index) const {
        if (language_ != "en" || letters_[index].base != U'e' || index == 0) return false;
        if (letters_[index - 1].vowel) return false;
        if (index + 1 == end_) {
            const bool syllabicL = letters_[index - 1].base == U'l' && index >= 2 &&
                                   letters_[index - 2].letter && !letters_[index - 2].vowel;
            return !syllabicL;
        }
        if (index + 2 != end_) return false;
        const char32_t last = letters_[index + 1].base;
        const char32_t before = letters_[index - 1].base;
        if (last == U'd') return before != U't' && before != U'd';
        if (last == U's') {
            return std::u32string_view(U"sxzcgh").find(before) == std::u32string_view::npos;
        }
        return false;
    }

  private:
    static bool germanPair(char32_t a, char32_t b) {
        return (a == b) || (b == U'i' && (a == U'e' || a == U'a' || a == U'u')) ||
               (b == U'u' && (a == U'a' || a == U'e')) || (a == U'i' && b == U'e');
    }
    [[nodiscard]] bool englishHiatus(std::size_t first, char32_t a, char32_t b) const {
        const char32_t before = first > 0 ? letters_[first - 1].base : 0;
        const bool soft = before == U't' || before == U's' || before == U'c' || before == U'g';
        if (a == U'i' && (b == U'a' || b == U'o' || b == U'u')) return !soft;
        if (a == U'e' && b == U'o') return !soft;
        if (a == U'u' && b == U'a') return true;
        return (a == U'u' && b == U'o') ||
               (a == U'o' && b == U'e' && first + 2 < end_ && letters_[first + 2].base == U't');
    }

    const std::vector<Letter>& letters_;
    std::string language_;
    std::size_t end_ = letters_.size();
};

}  // namespace

std::vector<Letter> lettersOf(std::string_view word) {
    std::vector<Letter> letters;
    const auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
    std::size_t at = 0;
    for (std::int32_t i = 0; i < text.length() && at < word.size();) {
        const UChar32 code = text.char32At(i);
        i += code > 0xFFFF ? 2 : 1;
        std::size_t bytes = 1;
        while (at + bytes < word.size() &&
               (static_cast<unsigned char>(word[at + bytes]) & 0xC0U) == 0x80U) {
            ++bytes;
        }
        if (u_charType(code) == U_NON_SPACING_MARK && !letters.empty()) {
            letters.back().length += bytes;
            letters.back().marked = letters.back().marked || code == 0x308;
        } else {
            Letter letter;
            letter.start = at;
            letter.length = bytes;
            letter.letter = u_isalpha(code) != 0;
            letter.ideograph = isIdeograph(code);
            letter.small = isSmallKana(code);
            letter.lower = static_cast<char32_t>(u_tolower(code));
            letter.base = baseOf(code, letter.marked);
            letter.vowel = plainVowel(letter.base) && !letter.ideograph;
            letters.push_back(letter);
        }
        at += bytes;
    }
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const bool beforeVowel = i + 1 < letters.size() && letters[i + 1].vowel;
        const bool first = i == 0 || !letters[i - 1].letter;
        if (letters[i].base == U'y') {
            letters[i].vowel = !(beforeVowel && (first || letters[i - 1].vowel));
        } else if (letters[i].base == U'u' && beforeVowel && i > 0 && letters[i - 1].base == U'q') {
            letters[i].vowel = false;
        }
    }
    return letters;
}

int vowelGroups(std::string_view word) {
    int groups = 0;
    bool inside = false;
    for (const Letter& letter : lettersOf(word)) {
        if (letter.ideograph && !letter.small) ++groups;
        if (letter.vowel && !inside) ++groups;
        inside = letter.vowel;
    }
    return groups;
}

std::vector<std::size_t> nuclei(const std::vector<Letter>& letters, const std::string& language) {
    const Spelling spelling(letters, language);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (letters[i].ideograph) {
            if (!letters[i].small || out.empty()) out.push_back(i);
            continue;
        }
        if (!letters[i].vowel) continue;
        const bool follows = i > 0 && letters[i - 1].vowel && !out.empty();
        // The third vowel of a run begins a syllable only if it makes one with the second.
        if (follows && !spelling.hiatus(i - 1)) continue;
        if (!follows && !out.empty() && spelling.silent(i)) continue;
        out.push_back(i);
    }
    return out;
}

std::size_t onsetBetween(const std::vector<Letter>& letters, std::size_t previous,
                         std::size_t next) {
    if (letters[next].ideograph) return next;
    std::size_t start = next;
    while (start > previous + 1 && letters[start - 1].letter && !letters[start - 1].vowel) --start;
    // After a sign (an apostrophe, a bracket) a new syllable begins; otherwise all is letters.
    const std::size_t consonants = next - start;
    if (consonants <= 1 || start > previous + 1) {
        const bool vowelBefore = start == previous + 1 || letters[start - 1].vowel;
        if (consonants <= 1 || !vowelBefore) return start;
    }
    const char32_t last = letters[next - 1].base;
    const char32_t before = letters[next - 2].base;
    const auto isOne = [](char32_t c, std::u32string_view set) {
        return set.find(c) != std::u32string_view::npos;
    };
    const bool digraph = (last == U'h' && isOne(before, U"cstpw")) ||
                         (last == U'u' && before == U'q') || (last == U'k' && before == U'c');
    const bool cluster =
        (isOne(last, U"lr") && isOne(before, U"bcfgp")) || (last == U'r' && isOne(before, U"dt"));
    if (!digraph && !cluster) return next - 1;
    return next - 2;
}

}  // namespace arioso
