#include "src/lyrics/language_guess.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace arioso {
namespace {

constexpr std::array<const char*, 6> kLanguages = {"en", "de", "fr", "it", "es", "la"};

/// Words that songs say often. One that means something in two of the languages is in neither list
/// ("in", "die", "a", "so", "no", "me").
constexpr std::array<std::string_view, 6> kCommon = {
    "the and of to with my is that thy thou you it for from her his she they shall will not but "
    "when where love all are be this have what who",
    "und der das ich nicht ist du den dem ein eine mit mir mich auf zu wie so\xC3\x9F sich von "
    "dich dir sie wenn auch mein meine dein noch nur aus im wo was da\xC3\x9F f\xC3\xBCr",
    "et le les un une que qui dans je ne pas des du mon ton est pour sur vous nous au plus mes "
    "cette o\xC3\xB9 c'est avec comme sans tout ma",
    "il che di non per mio della nel con pi\xC3\xB9 cor ti mi del sono gli lo amor una questo "
    "come l'alma io tuo ch'io ed ogni",
    "el y que los las con por mi tu una del como yo muy cuando al coraz\xC3\xB3n ya m\xC3\xAD "
    "est\xC3\xA1 pero quiero",
    "et qui est ave sanctus deus domine dominus nobis pacem mundi tuum tibi in excelsis patris "
    "filius spiritus sancto gloria jesu nostrae ora pro"};

std::string plain(const std::string& word) {
    std::string out;
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalpha(byte) != 0 || c == '\'')
            out += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    }
    return out;
}

/// Bit by language.
const std::unordered_map<std::string, unsigned>& commonWords() {
    static const auto words = [] {
        std::unordered_map<std::string, unsigned> out;
        for (std::size_t language = 0; language < kLanguages.size(); ++language) {
            std::string_view rest = kCommon[language];
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find(' '), rest.size());
                out[std::string(rest.substr(0, end))] |= 1U << language;
                rest.remove_prefix(std::min(rest.size(), end + 1));
            }
        }
        return out;
    }();
    return words;
}

}  // namespace

std::string guessLanguage(const std::vector<std::string>& words) {
    constexpr std::size_t kLeast = 6;
    std::array<std::size_t, kLanguages.size()> counts{};
    for (const std::string& word : words) {
        const auto found = commonWords().find(plain(word));
        if (found == commonWords().end()) continue;
        for (std::size_t language = 0; language < kLanguages.size(); ++language)
            counts[language] += (found->second >> language) & 1U;
    }
    std::size_t best = 0;
    std::size_t second = 0;
    for (std::size_t i = 1; i < counts.size(); ++i)
        if (counts[i] > counts[best]) best = i;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (i != best) second = std::max(second, counts[i]);
    if (counts[best] < kLeast || counts[best] < 2 * second) return {};
    return kLanguages[best];
}

}  // namespace arioso
