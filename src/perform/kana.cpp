#include "src/perform/kana.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <unordered_map>

#include "src/perform/romaji.h"

namespace arioso {
namespace {

constexpr char32_t kLong = U'ー';
constexpr char32_t kSmallTsu = U'っ';

/// Onset and vowel of a kana; "" is no onset.
struct Kana {
    std::string_view onset;
    char vowel = 'a';
};

const std::unordered_map<char32_t, Kana>& kanaTable() {
    static const auto table = [] {
        std::unordered_map<char32_t, Kana> out;
        const auto row = [&out](std::u32string_view kana,
                                std::initializer_list<std::string_view> onsets,
                                std::string_view vowels = "aiueo") {
            for (std::size_t i = 0; i < kana.size(); ++i) {
                const std::string_view onset =
                    onsets.size() == 1 ? *onsets.begin() : onsets.begin()[i];
                out.emplace(kana[i], Kana{onset, vowels[i]});
            }
        };
        row(U"あいうえお", {""});
        row(U"ぁぃぅぇぉ", {""});
        row(U"かきくけこ", {"k"});
        row(U"がぎぐげご", {"ɡ"});
        row(U"さしすせそ", {"s", "ɕ", "s", "s", "s"});
        row(U"ざじずぜぞ", {"z", "dʑ", "z", "z", "z"});
        row(U"たちつてと", {"t", "tɕ", "ts", "t", "t"});
        row(U"だぢづでど", {"d", "dʑ", "z", "d", "d"});
        row(U"なにぬねの", {"n", "ɲ", "n", "n", "n"});
        row(U"はひふへほ", {"h", "ç", "ɸ", "h", "h"});
        row(U"ばびぶべぼ", {"b"});
        row(U"ぱぴぷぺぽ", {"p"});
        row(U"まみむめも", {"m"});
        row(U"らりるれろ", {"ɾ"});
        row(U"やゆよ", {"j"}, "auo");
        row(U"ゃゅょ", {"j"}, "auo");
        row(U"わゐゑを", {"w", "", "", ""}, "aieo");
        row(U"ゎゔ", {"w", "b"}, "au");
        row(U"ゕゖ", {"k"}, "ae");
        return out;
    }();
    return table;
}

bool isOneOf(char32_t c, std::u32string_view set) {
    return set.find(c) != std::u32string_view::npos;
}

/// Whether a small kana makes one mora with the kana before it.
bool joins(char32_t before, char32_t small) {
    if (isOneOf(small, U"ゃゅょ")) return isOneOf(before, U"きぎしじちぢにひびぴみりてでふゔ");
    if (small == U'ゎ') return isOneOf(before, U"くぐ");
    if (small == U'ぇ') return isOneOf(before, U"きぎしじちぢにひびぴみりいうふつくぐゔ");
    if (small == U'ぃ') return isOneOf(before, U"うふつくぐてですずゔ");
    if (small == U'ぅ') return isOneOf(before, U"とど");
    return isOneOf(small, U"ぁぉ") && isOneOf(before, U"うふつくぐゔ");
}

std::string utf8Of(char32_t c) {
    std::string out;
    icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
    return out;
}

std::u32string utf32Of(const icu::UnicodeString& text) {
    std::u32string out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        out += static_cast<char32_t>(text.char32At(i));
    }
    return out;
}

/// Full-width hiragana with its voicing marks in one letter.
std::u32string hiraganaOf(std::string_view text) {
    auto string = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCInstance(status);
    if (U_SUCCESS(status) != 0) string = normalizer->normalize(string, status);
    std::u32string out = utf32Of(string);
    for (char32_t& c : out) {
        if ((c >= U'ァ' && c <= U'ヶ') || c == U'ヽ' || c == U'ヾ') c -= U'ァ' - U'ぁ';
        if (c == U'〜' || c == U'～') c = kLong;
    }
    return out;
}

/// The kana with (or without) the mark of voice, for the marks of repetition.
char32_t voiced(char32_t kana, bool mark) {
    constexpr std::u32string_view kPlain = U"かきくけこさしすせそたちつてとはひふへほ";
    constexpr std::u32string_view kMarked = U"がぎぐげござじずぜぞだぢづでどばびぶべぼ";
    const std::u32string_view from = mark ? kPlain : kMarked;
    const auto place = from.find(kana);
    return place == std::u32string_view::npos ? kana : (mark ? kMarked : kPlain)[place];
}

bool isMora(char32_t c) {
    return c == kLong || c == kSmallTsu || c == U'ん' || kanaTable().contains(c);
}

std::string_view vowelSymbol(char vowel) {
    switch (vowel) {
        case 'a':
            return "a";
        case 'i':
            return "i";
        case 'u':
            return "ɯ";
        case 'e':
            return "e";
        default:
            return "o";
    }
}

Phone consonant(std::string_view symbol) {
    return {std::string(symbol), false, false};
}

struct MoraSound {
    std::vector<Phone> onset;
    Phone vowel;
};

/// Sounds of a mora that has a vowel of its own.
MoraSound soundOf(const std::u32string& mora) {
    MoraSound out;
    Kana kana = kanaTable().at(mora.front());
    if (mora.size() > 1) {
        const char32_t small = mora[1];
        const bool palatal = isOneOf(small, U"ゃゅょ") ||
                             (small == U'ぇ' && isOneOf(mora[0], U"きぎしじちぢにひびぴみり"));
        const bool narrow = kana.onset == "ɕ" || kana.onset == "dʑ" || kana.onset == "tɕ" ||
                            kana.onset == "ɲ" || kana.onset == "ç";
        if (!kana.onset.empty()) out.onset.push_back(consonant(kana.onset));
        if (palatal && !narrow) out.onset.push_back(consonant("j"));
        if (isOneOf(mora[0], U"うくぐ")) out.onset.push_back(consonant("w"));
        if (mora[0] == U'い') out.onset.push_back(consonant("j"));
        kana.vowel = kanaTable().at(small).vowel;
    } else if (!kana.onset.empty()) {
        out.onset.push_back(consonant(kana.onset));
    }
    out.vowel = {std::string(vowelSymbol(kana.vowel)), true, true};
    return out;
}

std::u32string wide(const std::string& mora) {
    return utf32Of(icu::UnicodeString::fromUTF8(mora));
}

bool isFricative(const std::string& symbol) {
    return symbol == "s" || symbol == "ɕ" || symbol == "h" || symbol == "ç" || symbol == "ɸ";
}

/// What a stop of the breath sounds like before the mora that follows.
Phone stopBefore(const std::string* next) {
    if (next != nullptr && *next != "っ" && *next != "ん" && *next != "ー") {
        const MoraSound sound = soundOf(wide(*next));
        if (!sound.onset.empty() && isFricative(sound.onset.front().symbol)) {
            return sound.onset.front();
        }
    }
    return consonant("q");
}

}  // namespace

std::vector<std::string> splitMorae(std::string_view text) {
    const std::u32string kana = hiraganaOf(kanaFromRomaji(text));
    std::vector<std::string> out;
    char32_t before = 0;
    for (std::size_t i = 0; i < kana.size(); ++i) {
        char32_t c = kana[i];
        if ((c == U'ゝ' || c == U'ゞ') && before != 0) c = voiced(before, c == U'ゞ');
        if (!isMora(c)) {
            before = 0;
            continue;
        }
        if (before != 0 && joins(before, c) && !out.empty()) {
            out.back() += utf8Of(c);
            before = 0;
            continue;
        }
        out.push_back(utf8Of(c));
        before = c;
    }
    return out;
}

std::string inKatakana(std::string_view text) {
    std::string out;
    const auto string = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    for (std::int32_t i = 0; i < string.length(); i = string.moveIndex32(i, 1)) {
        auto c = static_cast<char32_t>(string.char32At(i));
        if (c >= U'ぁ' && c <= U'ゖ') c += U'ァ' - U'ぁ';
        out += utf8Of(c);
    }
    return out;
}

bool isKanaOrRomaji(std::string_view text) {
    const std::u32string kana = hiraganaOf(kanaFromRomaji(text));
    return std::all_of(kana.begin(), kana.end(), [](char32_t c) {
        return isMora(c) || c == U'ゝ' || c == U'ゞ' || u_isalpha(static_cast<UChar32>(c)) == 0;
    });
}

std::vector<SyllablePhones> moraPhones(const std::vector<std::vector<std::string>>& syllables) {
    std::vector<SyllablePhones> out(syllables.size());
    std::vector<const std::string*> order;
    for (const auto& syllable : syllables) {
        for (const std::string& mora : syllable) order.push_back(&mora);
    }
    Phone held{"a", true, true};  // what a mark of length goes on with
    bool any = false;
    std::size_t place = 0;
    for (std::size_t s = 0; s < syllables.size(); ++s) {
        SyllablePhones& to = out[s];
        for (std::size_t m = 0; m < syllables[s].size(); ++m) {
            const std::string& mora = syllables[s][m];
            ++place;
            const bool first = m == 0;
            if (mora == "っ") {
                if (first && any) to.nucleus.push_back(held);
                const std::string* next = place < order.size() ? order[place] : nullptr;
                (first && !any ? to.onset : to.tail).push_back(stopBefore(next));
                continue;
            }
            MoraSound sound;
            if (mora == "ー") {
                sound.vowel = held;
            } else if (mora == "ん") {
                sound.vowel = {"ŋ", false, true};
            } else {
                sound = soundOf(wide(mora));
            }
            if (to.nucleus.empty()) {
                to.onset.insert(to.onset.end(), sound.onset.begin(), sound.onset.end());
                to.nucleus.push_back(sound.vowel);
            } else {
                const std::string& last =
                    to.tail.empty() ? to.nucleus.front().symbol : to.tail.back().symbol;
                to.tail.insert(to.tail.end(), sound.onset.begin(), sound.onset.end());
                // A long vowel is the same vowel going on.
                if (!sound.onset.empty() || sound.vowel.symbol != last) {
                    Phone glide = sound.vowel;
                    glide.nucleus = false;
                    to.tail.push_back(glide);
                }
            }
            held = sound.vowel;
            any = true;
        }
    }
    return out;
}

}  // namespace arioso
