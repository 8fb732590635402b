#include "src/lyrics/words_language.h"

#include <vector>

#include "src/lyrics/language_guess.h"
#include "src/perform/sung_text.h"

namespace arioso {

std::string wordsLanguage(const Score& score) {
    if (!score.language.empty()) return score.language;
    std::vector<std::string> words;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) {
            // One verse: the others are in the same language.
            if (note.lyrics.empty() || note.lyrics.front().voicing != Voicing::Words) continue;
            const Lyric& lyric = note.lyrics.front();
            if (!lyric.language.empty()) continue;
            const bool begins =
                lyric.syllabic == Syllabic::Single || lyric.syllabic == Syllabic::Begin;
            if (begins || words.empty()) words.emplace_back();
            words.back() += shownSyllable(lyric.text);
        }
    return clearLanguage(words);
}

std::string wordsLanguage(const Lyrics& lyrics) {
    if (!lyrics.language.empty()) return lyrics.language;
    std::vector<std::string> words;
    for (const LyricLine& line : lyrics.lines)
        for (const LyricWord& word : line.words) {
            if (!word.language.empty()) continue;
            auto& text = words.emplace_back();
            for (const LyricPiece& piece : word.pieces) text += piece.text;
        }
    return clearLanguage(words);
}

std::string guessedLanguageRemark(const Score& score) {
    if (!score.language.empty()) return {};
    const std::string language = wordsLanguage(score);
    if (language.empty() || language == "en") return {};
    return "the score states no language; its words look like \"" + language +
           "\" and are sung so (--language says otherwise)";
}

}  // namespace arioso
