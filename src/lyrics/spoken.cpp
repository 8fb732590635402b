#include "src/lyrics/spoken.h"

#include <algorithm>
#include <array>
#include <memory>

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
    return [pronouncer](const std::string& word) { return pronouncer->syllables(word); };
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
