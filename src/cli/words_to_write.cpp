#include "src/cli/words_to_write.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/error.h"
#include "src/compose/syllable_stress.h"
#include "src/lyrics/lay.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/spoken.h"
#include "src/lyrics/words_language.h"

namespace arioso::cli {
std::vector<WordSyllable> wordSyllables(const std::string& file, const std::string& language,
                                        const Score& score) {
    const Lyrics lyrics = readLyrics(file);
    LayOptions options;
    options.language = language;
    const std::string spoken = languageOf(score, lyrics, options);
    const std::string around = wordsLanguage(score);
    std::vector<WordSyllable> out;
    for (Syllable& syllable : spokenSyllables(lyrics, spoken)) {
        if (syllable.hold) continue;
        WordSyllable word;
        word.lyric.text = std::move(syllable.text);
        word.lyric.syllabic = syllable.syllabic;
        word.lyric.lineEnd = syllable.lineEnd;
        word.lyric.language = !syllable.language.empty() ? syllable.language
                              : spoken != around         ? spoken
                                                         : std::string();
        word.stress = syllable.stress < 0.0F ? 2 : syllable.stress >= kMainStress ? 1 : 0;
        word.lineStart = syllable.lineStart;
        out.push_back(std::move(word));
    }
    return out;
}

int singerOf(const Score& score) {
    return static_cast<int>(singingPart(score, ""));
}

std::size_t barsForWords(const std::vector<WordSyllable>& words, const Score& score) {
    std::vector<std::size_t> sung(score.measures.size());
    for (const Part& part : score.parts)
        for (const Note& note : part.notes)
            if (note.measure >= 0 && static_cast<std::size_t>(note.measure) < sung.size() &&
                sungOn(note, score) != nullptr)
                ++sung[static_cast<std::size_t>(note.measure)];
    double syllables = 0.0;
    double bars = 0.0;
    for (const std::size_t one : sung) {
        syllables += static_cast<double>(one);
        bars += one > 0 ? 1.0 : 0.0;
    }
    // A song without words before: a syllable a beat.
    const double each = bars > 0.0 ? syllables / bars : score.measures.back().length.value() * 0.75;
    const double count = std::ceil(static_cast<double>(words.size()) / std::max(1.0, each));
    return std::max<std::size_t>(1, static_cast<std::size_t>(count));
}

WordFit fitOfNewWords(Score score, std::size_t firstMeasure) {
    std::string language;
    for (Part& part : score.parts)
        for (Note& note : part.notes) {
            if (note.measure < static_cast<int>(firstMeasure)) {
                note.lyrics.clear();
            } else if (!note.lyrics.empty() && language.empty()) {
                language = note.lyrics.front().language;
            }
        }
    return measureWordFit(score, language);
}

}  // namespace arioso::cli
