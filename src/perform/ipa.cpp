#include "src/perform/ipa.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <unordered_map>
#include <utility>

#include "src/condition/condition.h"

namespace arioso {
namespace {

constexpr char32_t kSyllabic = 0x329;
constexpr char32_t kTilde = 0x303;

std::u32string decomposed(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFDInstance(status);
    auto string = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    if (U_SUCCESS(status) != 0) string = normalizer->normalize(string, status);
    std::u32string out;
    for (std::int32_t i = 0; i < string.length(); i = string.moveIndex32(i, 1)) {
        out += static_cast<char32_t>(string.char32At(i));
    }
    return out;
}

/// Inventory symbols by their decomposed spelling.
const std::unordered_map<std::u32string, std::string>& inventory() {
    static const auto table = [] {
        std::unordered_map<std::u32string, std::string> out;
        for (const std::string& symbol : phonemeInventory()) {
            if (!symbol.empty()) out.emplace(decomposed(symbol), symbol);
        }
        return out;
    }();
    return table;
}

/// Sounds outside the inventory and who stands in for them.
std::u32string standIn(char32_t sound) {
    static const std::unordered_map<char32_t, std::u32string> table{
        {U'g', U"ɡ"},  {U'ɞ', U"ɜ"},  {U'ɘ', U"ə"},  {U'ɶ', U"œ"},  {U'ᵊ', U"ə"},  {U'Y', U"ʏ"},
        {U'ʀ', U"ʁ"},  {U'ɻ', U"ɹ"},  {U'ɺ', U"ɾ"},  {U'ɰ', U"w"},  {U'ʈ', U"t"},  {U'ɖ', U"d"},
        {U'ɢ', U"ɡ"},  {U'ɴ', U"ŋ"},  {U'ħ', U"h"},  {U'ʕ', U"ʔ"},  {U'ʙ', U"b"},  {U'ʝ', U"j"},
        {U'ʟ', U"l"},  {U'ɓ', U"b"},  {U'ɗ', U"d"},  {U'ɠ', U"ɡ"},  {U'ɧ', U"ʃ"},  {U'ɫ', U"l"},
        {U'ɚ', U"ə"},  {U'ɝ', U"ɜ"},  {U'ᵻ', U"ɪ"},  {U'ι', U"ɪ"},  {U'ʦ', U"ts"}, {U'ʧ', U"tʃ"},
        {U'ʤ', U"dʒ"}, {U'ʣ', U"dz"}, {U'ʨ', U"tɕ"}, {U'ʥ', U"dʑ"},
    };
    const auto found = table.find(sound);
    return found != table.end() ? found->second : std::u32string();
}

bool vowelLetter(char32_t c) {
    constexpr std::u32string_view kVowels = U"aeiouyæøœɐɑɒɔəɚɛɜɝɞɘɤɨɪᵻɯɵʉʊʌʏɶᵊY";
    return kVowels.find(c) != std::u32string_view::npos;
}

bool isMark(char32_t c) {
    return u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK;
}

/// Modifiers that change no phoneme of the inventory: stress, length, aspiration, palatalisation.
bool isModifier(char32_t c) {
    return c == U'ˈ' || c == U'ˌ' || c == U'ː' || c == U'ˑ' || c == U'ʲ' || c == U'ʰ' ||
           c == U'ʷ' || c == U'ᵝ' || c == U'ˠ' || c == U'ˤ' || c == U'\'' || c == U'-' ||
           c == U'|' || c == U'ʼ' || c == U'˞' || (c >= U'˥' && c <= U'˩') ||
           (c >= U'0' && c <= U'9');
}

/// One letter with its marks, normalised into the inventory.
std::string nearestUnit(const std::u32string& unit) {
    const auto& table = inventory();
    std::u32string kept;
    for (const char32_t c : unit) {
        if (!isMark(c) || c == kTilde) kept += c;
    }
    for (const std::u32string& candidate : {unit, kept, kept.substr(0, 1)}) {
        const auto found = table.find(candidate);
        if (found != table.end()) return found->second;
    }
    const auto found = table.find(standIn(kept.empty() ? 0 : kept[0]));
    if (found != table.end()) return found->second;
    if (kept.empty() || u_isalpha(static_cast<UChar32>(kept[0])) == 0) return {};
    return vowelLetter(kept[0]) ? "ə" : "";
}

bool isAffricate(const std::u32string& text, std::size_t at) {
    if (at + 1 >= text.size()) return false;
    const std::u32string_view pair = std::u32string_view(text).substr(at, 2);
    for (const std::u32string_view known :
         {U"tʃ", U"dʒ", U"ts", U"dz", U"pf", U"tɕ", U"dʑ", U"tʂ", U"dʐ"}) {
        if (pair == known) return true;
    }
    return false;
}

/// The sounds of one espeak phoneme: "aɪ" is a vowel and its glide, "tʃ" stays whole.
void appendPhones(const std::u32string& token, std::vector<Phone>& out) {
    bool hasNucleus = false;
    for (std::size_t i = 0; i < token.size();) {
        std::size_t length = isAffricate(token, i) ? 2 : 1;
        while (i + length < token.size() && isMark(token[i + length])) ++length;
        const std::u32string unit = token.substr(i, length);
        const auto whole = inventory().find(unit);
        Phone phone;
        phone.symbol = whole != inventory().end() ? whole->second : nearestUnit(unit);
        phone.vowel = vowelLetter(unit[0]);
        const bool syllabic = unit.find(kSyllabic) != std::u32string::npos;
        // "lion" and "idea" are written as one phoneme and sung as two syllables.
        const bool apart = unit[0] == U'ə' && (i >= 2 || (i == 1 && token[0] == U'i'));
        phone.nucleus = (phone.vowel && (!hasNucleus || apart)) || syllabic;
        hasNucleus = hasNucleus || phone.nucleus;
        if (!phone.symbol.empty()) out.push_back(std::move(phone));
        i += length;
    }
}

}  // namespace

bool isVowelSymbol(std::string_view symbol) {
    const std::u32string text = decomposed(symbol);
    return !text.empty() && vowelLetter(text[0]);
}

std::string nearestPhoneme(std::string_view symbol) {
    std::u32string kept;
    for (const char32_t c : decomposed(symbol)) {
        if (!isModifier(c)) kept += c;
    }
    const auto found = inventory().find(kept);
    return found != inventory().end() ? found->second : nearestUnit(kept);
}

std::vector<std::vector<Phone>> parseIpa(std::string_view text) {
    std::vector<std::vector<Phone>> words;
    std::u32string token;
    bool open = false;      // inside a word
    bool language = false;  // inside a "(en)" switch
    const auto endToken = [&] {
        if (token.empty()) return;
        if (!open) words.emplace_back();
        open = true;
        appendPhones(token, words.back());
        token.clear();
    };
    for (const char32_t c : decomposed(text)) {
        if (c == U'(' || c == U')') {
            language = c == U'(';
        } else if (language) {
            continue;
        } else if (c == U' ' || c == U'\n') {
            endToken();
            open = false;
        } else if (c == U'_') {
            endToken();
        } else if (!isModifier(c) && c != 0x361 && c != 0x35C) {
            token += c;
        }
    }
    endToken();
    return words;
}

}  // namespace arioso
