#include "src/lyrics/japanese_lyrics.h"

#include <string>
#include <vector>

#include "src/perform/japanese_morae.h"

namespace arioso {

Lyrics kanaLyrics(Lyrics lyrics) {
    for (LyricLine& line : lyrics.lines) {
        std::vector<LyricPiece*> pieces;
        std::vector<std::string> texts;
        for (LyricWord& word : line.words) {
            for (LyricPiece& piece : word.pieces) {
                pieces.push_back(&piece);
                texts.push_back(piece.text);
            }
        }
        const auto morae = moraeOfSyllables(texts, JapaneseReader::shared());
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (!needsDictionary(texts[i]) || morae[i].empty()) continue;
            pieces[i]->text.clear();
            for (const std::string& mora : morae[i]) pieces[i]->text += mora;
        }
    }
    return lyrics;
}

}  // namespace arioso
