#include "src/lyrics/language_guess.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>
#include <utility>

namespace arioso {
namespace {

struct Common {
    const char* language;
    std::set<std::string> words;
};

const std::vector<Common>& commonWords() {
    static const std::vector<Common> words = {
        {"en",
         {"the", "and", "of", "to", "my", "is", "with", "that", "thy", "for", "you", "i", "it"}},
        {"de",
         {"und", "der", "die", "das", "ich", "nicht", "ein", "mir", "ist", "wie", "du", "den"}},
        {"fr",
         {"et", "le", "la", "les", "des", "je", "dans", "est", "qui", "mon", "un", "une", "vous"}},
        {"it", {"il", "che", "di", "mio", "non", "la", "per", "con", "del", "mi", "e", "un", "si"}},
        {"es", {"el", "que", "de", "los", "las", "mi", "en", "por", "con", "la", "y", "no", "un"}},
        {"la",
         {"et", "in", "te", "deus", "domine", "qui", "est", "nos", "tu", "ad", "cum", "non"}}};
    return words;
}

/// Function words by language, in the order of commonWords.
std::vector<int> countsOf(const std::vector<std::string>& lines) {
    std::vector<int> counts(commonWords().size());
    for (const std::string& line : lines)
        for (const std::string& word : foldedWords(line))
            for (std::size_t i = 0; i < counts.size(); ++i)
                counts[i] += commonWords()[i].words.contains(word) ? 1 : 0;
    return counts;
}

}  // namespace

std::vector<std::string> foldedWords(const std::string& line) {
    std::vector<std::string> out;
    icu::UnicodeString word;
    icu::UnicodeString text = icu::UnicodeString::fromUTF8(line);
    text.foldCase();
    const auto close = [&] {
        if (!word.isEmpty()) word.toUTF8String(out.emplace_back());
        word.remove();
    };
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (u_isalpha(c))
            word.append(c);
        else if (c != U'\'' && c != U'\u2019')
            close();
    }
    close();
    return out;
}

std::string guessLanguage(const std::vector<std::string>& lines) {
    const std::vector<int> counts = countsOf(lines);
    const auto best = std::max_element(counts.begin(), counts.end());
    if (*best == 0) return {};
    return commonWords()[static_cast<std::size_t>(best - counts.begin())].language;
}

std::string clearLanguage(const std::vector<std::string>& lines) {
    constexpr int kLeast = 4;
    std::vector<int> counts = countsOf(lines);
    const auto best = std::max_element(counts.begin(), counts.end());
    const auto index = static_cast<std::size_t>(best - counts.begin());
    const int most = std::exchange(*best, 0);
    const int second = *std::max_element(counts.begin(), counts.end());
    if (most < kLeast || 2 * most < 3 * second) return {};
    return commonWords()[index].language;
}

}  // namespace arioso
