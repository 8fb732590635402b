#include "src/perform/romaji.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <initializer_list>
#include <unordered_map>
#include <utility>

namespace arioso {
namespace {

const std::unordered_map<std::string, std::string>& romaji() {
    static const auto table = [] {
        std::unordered_map<std::string, std::string> out;
        const auto row = [&out](const std::string& consonant,
                                std::initializer_list<std::string_view> kana,
                                std::string_view vowels = "aiueo") {
            std::size_t i = 0;
            for (const std::string_view one : kana) out.emplace(consonant + vowels[i++], one);
        };
        row("", {"あ", "い", "う", "え", "お"});
        row("k", {"か", "き", "く", "け", "こ"});
        row("g", {"が", "ぎ", "ぐ", "げ", "ご"});
        row("s", {"さ", "し", "す", "せ", "そ"});
        row("z", {"ざ", "じ", "ず", "ぜ", "ぞ"});
        row("t", {"た", "ち", "つ", "て", "と"});
        row("d", {"だ", "ぢ", "づ", "で", "ど"});
        row("n", {"な", "に", "ぬ", "ね", "の"});
        row("h", {"は", "ひ", "ふ", "へ", "ほ"});
        row("b", {"ば", "び", "ぶ", "べ", "ぼ"});
        row("p", {"ぱ", "ぴ", "ぷ", "ぺ", "ぽ"});
        row("m", {"ま", "み", "む", "め", "も"});
        row("r", {"ら", "り", "る", "れ", "ろ"});
        row("l", {"ら", "り", "る", "れ", "ろ"});
        row("w", {"わ", "うぃ", "うぇ", "を"}, "aieo");
        row("y", {"や", "ゆ", "いぇ", "よ"}, "aueo");
        row("f", {"ふぁ", "ふぃ", "ふ", "ふぇ", "ふぉ"});
        row("v", {"ゔぁ", "ゔぃ", "ゔ", "ゔぇ", "ゔぉ"});
        row("j", {"じゃ", "じ", "じゅ", "じぇ", "じょ"});
        row("sh", {"しゃ", "し", "しゅ", "しぇ", "しょ"});
        row("ch", {"ちゃ", "ち", "ちゅ", "ちぇ", "ちょ"});
        row("ts", {"つぁ", "つぃ", "つ", "つぇ", "つぉ"});
        row("th", {"てぃ", "てゅ"}, "iu");
        row("dh", {"でぃ", "でゅ"}, "iu");
        row("kw", {"くぁ", "くぃ", "くぇ", "くぉ"}, "aieo");
        row("gw", {"ぐぁ", "ぐぃ", "ぐぇ", "ぐぉ"}, "aieo");
        for (const auto& [consonant, kana] :
             std::initializer_list<std::pair<const char*, const char*>>{{"ky", "き"},
                                                                        {"gy", "ぎ"},
                                                                        {"sy", "し"},
                                                                        {"zy", "じ"},
                                                                        {"jy", "じ"},
                                                                        {"ty", "ち"},
                                                                        {"cy", "ち"},
                                                                        {"dy", "ぢ"},
                                                                        {"ny", "に"},
                                                                        {"hy", "ひ"},
                                                                        {"by", "び"},
                                                                        {"py", "ぴ"},
                                                                        {"my", "み"},
                                                                        {"ry", "り"},
                                                                        {"ly", "り"}}) {
            const std::string first = kana;
            out.emplace(std::string(consonant) + "a", first + "ゃ");
            out.emplace(std::string(consonant) + "u", first + "ゅ");
            out.emplace(std::string(consonant) + "e", first + "ぇ");
            out.emplace(std::string(consonant) + "o", first + "ょ");
        }
        return out;
    }();
    return table;
}

bool isVowel(char c) {
    return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

bool isLetter(char c) {
    return c >= 'a' && c <= 'z';
}

/// A run of Latin letters, length marks already as '^' after their vowel.
std::string kanaOf(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (c == '^') {
            out += "ー";
            ++i;
            continue;
        }
        const bool nasal = c == 'n' || (c == 'm' && (next == 'b' || next == 'p' || next == 'm'));
        if (nasal && !isVowel(next) && next != 'y') {
            out += "ん";
            i += next == '\'' ? 2 : 1;
            continue;
        }
        if (isLetter(c) && !isVowel(c) && (c == next || (c == 't' && next == 'c'))) {
            out += "っ";
            ++i;
            continue;
        }
        std::size_t length = std::min<std::size_t>(3, text.size() - i);
        for (; length > 0; --length) {
            const auto found = romaji().find(text.substr(i, length));
            if (found == romaji().end()) continue;
            out += found->second;
            break;
        }
        if (length == 0) out += text[i];
        i += std::max<std::size_t>(1, length);
    }
    return out;
}

}  // namespace

std::string kanaFromRomaji(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* composed = icu::Normalizer2::getNFKCInstance(status);
    if (U_SUCCESS(status) == 0) return std::string(text);
    const icu::UnicodeString whole =
        composed->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                                text.data(), static_cast<std::int32_t>(text.size()))),
                            status);
    std::string out;
    std::string run;
    const auto flush = [&] {
        out += kanaOf(run);
        run.clear();
    };
    static const std::unordered_map<char32_t, char> kLongVowels{
        {U'ā', 'a'}, {U'ī', 'i'}, {U'ū', 'u'}, {U'ē', 'e'}, {U'ō', 'o'},
        {U'â', 'a'}, {U'î', 'i'}, {U'û', 'u'}, {U'ê', 'e'}, {U'ô', 'o'}};
    for (std::int32_t i = 0; i < whole.length(); i = whole.moveIndex32(i, 1)) {
        const auto c = static_cast<char32_t>(u_tolower(whole.char32At(i)));
        const auto longVowel = kLongVowels.find(c);
        if (longVowel != kLongVowels.end()) {
            run += longVowel->second;
            run += '^';
        } else if (c < 0x80 && isLetter(static_cast<char>(c))) {
            run += static_cast<char>(c);
        } else if ((c == U'\'' || c == U'’') && !run.empty()) {
            run += '\'';
        } else {
            flush();
            icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
        }
    }
    flush();
    return out;
}

}  // namespace arioso
