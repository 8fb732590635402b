#include "src/lyrics/spoken.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <unordered_map>

#include "src/lyrics/japanese_lyrics.h"
#include "src/perform/japanese.h"
#include "src/perform/pronounce.h"

namespace arioso {
namespace {

/// Spelling tells the sung syllables of most languages, and some sing vowels that they do not speak
/// (French, German "Mil-li-o-nen"); of these the pronunciation tells them better.
Syllabifier::Counter spokenCounter(const std::string& language) {
    const std::string primary = language.substr(0, 2);
    if (primary != "en" && primary != "it") return {};
    const auto pronouncer = std::make_shared<const Pronouncer>(language);
    if (!pronouncer->problem().empty()) return {};
    // Texts say most words more than once, and asking the synthesiser is what takes time.
    const auto known = std::make_shared<std::unordered_map<std::string, int>>();
    return [pronouncer, known](const std::string& word) {
        const auto [at, fresh] = known->try_emplace(word, 0);
        if (fresh) at->second = pronouncer->syllables(word);
        return at->second;
    };
}

}  // namespace

StressOf spokenStresses(const std::string& language) {
    static constexpr std::array kStressed = {"en", "de", "nl", "es", "it", "pt", "la", "ru"};
    const std::string primary = language.substr(0, 2);
    if (std::find(kStressed.begin(), kStressed.end(), primary) == kStressed.end()) return {};
    const auto pronouncer = std::make_shared<const Pronouncer>(language);
    if (!pronouncer->problem().empty()) return {};
    return
        [pronouncer](const std::vector<std::string>& words) { return pronouncer->stresses(words); };
}

std::vector<Syllable> spokenSyllables(const Lyrics& lyrics, const std::string& language,
                                      bool stressed) {
    const Syllabifier syllabifier(language, spokenCounter(language));
    const Pronouncer pronouncer(language);
    return syllablesOf(
        isJapanese(language) ? kanaLyrics(lyrics) : lyrics, syllabifier,
        stressed ? spokenStresses(language) : StressOf(),
        [&pronouncer](const auto& words) { return pronouncer.readAloudSyllables(words); });
}

}  // namespace arioso
