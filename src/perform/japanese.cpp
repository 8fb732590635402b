#include "src/perform/japanese.h"

#include <algorithm>
#include <utility>

#include "src/perform/japanese_morae.h"
#include "src/perform/kana.h"

namespace arioso {

bool isJapanese(std::string_view language) {
    return language.substr(0, language.find_first_of("-_")) == "ja";
}

std::string japaneseProblem(const std::vector<std::string>& texts) {
    const std::string& problem = JapaneseReader::shared().problem();
    const bool any = std::any_of(texts.begin(), texts.end(), needsDictionary);
    return any ? problem : std::string();
}

std::vector<std::vector<SyllablePhones>> japanesePhones(
    const std::vector<JapaneseSyllable>& syllables) {
    std::vector<std::string> texts;
    texts.reserve(syllables.size());
    for (const JapaneseSyllable& syllable : syllables) texts.push_back(syllable.text);
    const auto read = moraeOfSyllables(texts, JapaneseReader::shared());
    std::vector<std::vector<std::string>> onNotes;
    std::vector<std::size_t> counts;
    for (std::size_t s = 0; s < syllables.size(); ++s) {
        const std::size_t count = needsDictionary(texts[s])
                                      ? std::min(syllables[s].notes, read[s].size())
                                      : std::size_t{1};
        counts.push_back(std::max<std::size_t>(1, count));
        const std::size_t first = onNotes.size();
        onNotes.resize(first + counts.back());
        for (std::size_t m = 0; m < read[s].size(); ++m) {
            onNotes[first + m * counts.back() / read[s].size()].push_back(read[s][m]);
        }
    }
    const auto phones = moraPhones(onNotes);
    std::vector<std::vector<SyllablePhones>> out;
    auto next = phones.begin();
    for (const std::size_t count : counts) {
        const auto end = next + static_cast<std::ptrdiff_t>(count);
        out.emplace_back(next, end);
        next = end;
    }
    return out;
}

std::vector<std::vector<Phone>> japaneseWords(const std::vector<std::string>& words) {
    std::vector<std::vector<std::string>> morae;
    std::vector<std::pair<std::size_t, bool>> places;  // word, and whether it is a stop
    auto read = moraeOfSyllables(words, JapaneseReader::shared());
    for (std::size_t w = 0; w < words.size(); ++w) {
        for (std::string& mora : read[w]) {
            places.emplace_back(w, mora == "っ");
            morae.push_back({std::move(mora)});
        }
    }
    const auto phones = moraPhones(morae);
    std::vector<std::vector<Phone>> out(words.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto& word = out[places[i].first];
        const auto add = [&word](const std::vector<Phone>& list) {
            word.insert(word.end(), list.begin(), list.end());
        };
        add(phones[i].onset);
        // The stop closes the vowel before it, which is there already.
        if (!places[i].second) add(phones[i].nucleus);
        add(phones[i].tail);
    }
    return out;
}

}  // namespace arioso
