#include "src/perform/phoneme_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>

#include "src/condition/condition.h"

namespace arioso {
namespace {

using Names = std::map<std::string, std::string, std::less<>>;

/// CMU's ARPAbet and its common additions, in IPA as espeak-ng joins it.
const Names& arpabet() {
    static const Names names{
        {"aa", "ɑ"},  {"ae", "æ"},  {"ah", "ʌ"},  {"ao", "ɔ"},  {"aw", "aʊ"}, {"ax", "ə"},
        {"axr", "ɚ"}, {"ay", "aɪ"}, {"eh", "ɛ"},  {"er", "ɜ"},  {"ey", "eɪ"}, {"ih", "ɪ"},
        {"ix", "ɪ"},  {"iy", "i"},  {"ow", "oʊ"}, {"oy", "ɔɪ"}, {"uh", "ʊ"},  {"uw", "u"},
        {"ux", "ʉ"},  {"b", "b"},   {"ch", "tʃ"}, {"d", "d"},   {"dh", "ð"},  {"dx", "ɾ"},
        {"el", "l̩"},  {"em", "m̩"},  {"en", "n̩"},  {"f", "f"},   {"g", "ɡ"},   {"hh", "h"},
        {"h", "h"},   {"jh", "dʒ"}, {"k", "k"},   {"l", "l"},   {"m", "m"},   {"n", "n"},
        {"ng", "ŋ"},  {"p", "p"},   {"q", "ʔ"},   {"r", "ɹ"},   {"s", "s"},   {"sh", "ʃ"},
        {"t", "t"},   {"th", "θ"},  {"v", "v"},   {"w", "w"},   {"wh", "ʍ"},  {"y", "j"},
        {"z", "z"},   {"zh", "ʒ"},
    };
    return names;
}

/// X-SAMPA where it differs from IPA. Longest first: "r\" before "r".
constexpr std::array<std::pair<std::string_view, std::string_view>, 46> kSampa{{
    {"r\\`", "ɻ"}, {"_~", "\u0303"}, {"r\\", "ɹ"},    {"h\\", "ɦ"},    {"s\\", "ɕ"}, {"z\\", "ʑ"},
    {"p\\", "ɸ"},  {"j\\", "ʝ"},     {"K\\", "ɮ"},    {"@\\", "ɘ"},    {"3\\", "ɞ"}, {"_h", ""},
    {"_j", ""},    {"s`", "ʂ"},      {"z`", "ʐ"},     {"l`", "ɭ"},     {"n`", "ɳ"},  {"t`", "ʈ"},
    {"d`", "ɖ"},   {"r`", "ɽ"},      {"=", "\u0329"}, {"~", "\u0303"}, {"{", "æ"},   {"}", "ʉ"},
    {"@", "ə"},    {"&", "ɶ"},       {"1", "ɨ"},      {"2", "ø"},      {"3", "ɜ"},   {"6", "ɐ"},
    {"7", "ɤ"},    {"8", "ɵ"},       {"9", "œ"},      {"?", "ʔ"},      {"A", "ɑ"},   {"B", "β"},
    {"C", "ç"},    {"D", "ð"},       {"E", "ɛ"},      {"F", "ɱ"},      {"G", "ɣ"},   {"H", "ɥ"},
    {"I", "ɪ"},    {"J", "ɲ"},       {"K", "ɬ"},      {"L", "ʎ"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kSampaRest{{
    {"M", "ɯ"},
    {"N", "ŋ"},
    {"O", "ɔ"},
    {"P", "ʋ"},
    {"Q", "ɒ"},
    {"R", "ʁ"},
    {"S", "ʃ"},
    {"T", "θ"},
    {"U", "ʊ"},
    {"V", "ʌ"},
    {"W", "ʍ"},
    {"X", "χ"},
    {"Y", "ʏ"},
    {"Z", "ʒ"},
    {"4", "ɾ"},
}};
/// Stress and length, of both alphabets: they say nothing here.
constexpr std::array<std::string_view, 8> kMarks{":", "ː", "ˑ", "ˈ", "ˌ", "\"", "%", "'"};

/// X-SAMPA and IPA alike, in IPA.
std::string inIpa(std::string_view symbol) {
    std::string out;
    const auto take = [&](const auto& table) {
        for (const auto& [name, ipa] : table) {
            if (!symbol.starts_with(name)) continue;
            out += ipa;
            symbol.remove_prefix(name.size());
            return true;
        }
        return false;
    };
    while (!symbol.empty()) {
        const auto mark = std::find_if(kMarks.begin(), kMarks.end(), [&](std::string_view one) {
            return symbol.starts_with(one);
        });
        if (mark != kMarks.end()) {
            symbol.remove_prefix(mark->size());
        } else if (!take(kSampa) && !take(kSampaRest)) {
            out += symbol.front();
            symbol.remove_prefix(1);
        }
    }
    return out;
}

/// Whether nothing but letters is left of a symbol.
bool isWholeIpa(std::string_view ipa) {
    return std::none_of(ipa.begin(), ipa.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x80 && !(c >= 'a' && c <= 'z');
    });
}

/// A single sound: a consonant or affricate, or a vowel with the glide after it.
bool isOneSound(const std::vector<Phone>& phones) {
    if (phones.size() < 2) return phones.size() == 1;
    return phones.size() <= 3 && phones[0].symbol != phones[1].symbol &&
           (phones.size() == 2 || phones[2].symbol == "ə") &&
           std::all_of(phones.begin(), phones.end(), [](const Phone& one) { return one.vowel; });
}

std::string lowerCase(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// IPA of an ARPAbet name with or without its stress; null if it is none.
const std::string* arpabetSound(std::string_view symbol) {
    if (symbol.size() > 1 && symbol.back() >= '0' && symbol.back() <= '2') symbol.remove_suffix(1);
    const std::string lower = lowerCase(symbol);
    // "Aa" is neither of the two ways to write it.
    if (lower != symbol && lower.size() > 1 && symbol[1] >= 'a' && symbol[1] <= 'z') return nullptr;
    const auto found = arpabet().find(lower);
    return found == arpabet().end() ? nullptr : &found->second;
}

std::vector<Phone> phonesOf(std::string_view ipa) {
    const auto words = parseIpa(ipa);
    if (words.size() != 1) return {};
    std::vector<Phone> phones = words.front();
    // Glides are heard as such even where their vowel could carry a syllable.
    for (std::size_t i = 1; i < phones.size(); ++i) {
        if (phones[0].vowel && phones[i].vowel && phones[i].symbol != "ə")
            phones[i].nucleus = false;
    }
    return phones;
}

std::vector<std::string> atBlanks(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \t,", at), text.size());
        if (end > at) out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, changed}));
        }
    }
    return row.back();
}

}  // namespace

SpelledPhones spelledPhones(std::string_view text) {
    constexpr std::size_t kLongest = 12;  // bytes of a symbol
    SpelledPhones out;
    out.symbols = atBlanks(text);
    const bool american =
        std::any_of(out.symbols.begin(), out.symbols.end(), [](const std::string& symbol) {
            const std::string* sound = arpabetSound(symbol);
            return sound != nullptr && symbol.size() > 1;
        });
    for (const std::string& symbol : out.symbols) {
        std::vector<Phone> phones;
        const std::string* sound = american ? arpabetSound(symbol) : nullptr;
        if (sound != nullptr) {
            phones = phonesOf(*sound);
        } else if (symbol.size() <= kLongest) {
            const std::string ipa = inIpa(symbol);
            phones = phonesOf(ipa);
            // The parser leaves out what it does not know.
            if (!isOneSound(phones) || !isWholeIpa(ipa)) phones.clear();
        }
        if (phones.empty()) out.unknown.push_back(symbol);
        out.counts.push_back(static_cast<int>(phones.size()));
        out.phones.insert(out.phones.end(), phones.begin(), phones.end());
    }
    return out;
}

std::vector<std::string> nearestSymbols(std::string_view symbol, std::size_t most) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    const std::string lower = lowerCase(symbol);
    const auto offer = [&](const std::string& name) {
        if (!name.empty()) ranked.emplace_back(distance(lower, name), name);
    };
    for (const auto& [name, ipa] : arpabet()) offer(name);
    for (const std::string& name : phonemeInventory()) {
        if (arpabet().find(name) == arpabet().end()) offer(name);
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> out;
    for (const auto& [cost, name] : ranked) {
        if (out.size() >= most) break;
        out.push_back(name);
    }
    return out;
}

}  // namespace arioso
