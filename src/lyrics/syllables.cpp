#include "src/lyrics/syllables.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "src/lyrics/lyric_words.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

constexpr const char* kElision = "\u203f";

struct Piece {
    std::string text;
    int holds = 0;
    std::optional<double> seconds;
};

struct Pieces {
    std::vector<std::string> texts;
    int holds = 0;  ///< notes more that the last one takes
};

/// The syllables of a piece whose writer marked none: by its sounds where they are spelled. What is
/// read aloud is not torn apart, it takes as many notes as it has syllables.
Pieces splitPiece(const std::string& text, int readAloud, const Syllabifier& syllabifier) {
    if (readAloud > 0) return {{text}, readAloud - 1};
    const SungText parsed = sungText(text);
    if (!parsed.phones) return {syllabifier.split(text), 0};
    const bool alone = std::none_of(parsed.word.begin(), parsed.word.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(c) != 0;
    });
    return {
        withPhones(alone ? std::vector<std::string>{parsed.word} : syllabifier.split(parsed.word),
                   *parsed.phones),
        0};
}

/// A word's pieces as sung: the writer's where he marked them, else the syllabifier's.
std::vector<Piece> piecesOf(const LyricWord& word, int readAloud, bool trustHyphens,
                            const Syllabifier& syllabifier) {
    const bool trusted = word.pieces.size() > 1 && (trustHyphens || marksSounds(word));
    std::vector<Piece> out;
    for (const LyricPiece& piece : word.pieces) {
        if (trusted || piece.seconds) {
            out.push_back({piece.text, piece.holds, piece.seconds});
            // A stamp may stand before a whole word: then it is still to be split.
            if (trusted || word.pieces.size() > 1) continue;
            out.pop_back();
        }
        std::optional<double> seconds = piece.seconds;
        const Pieces split =
            splitPiece(piece.text, word.pieces.size() == 1 ? readAloud : 0, syllabifier);
        for (const std::string& text : split.texts) {
            out.push_back({text, 0, std::exchange(seconds, std::nullopt)});
        }
        if (!out.empty()) out.back().holds = piece.holds + split.holds;
    }
    return out;
}

Syllabic placeOf(std::size_t index, std::size_t count) {
    if (count == 1) return Syllabic::Single;
    if (index == 0) return Syllabic::Begin;
    return index + 1 == count ? Syllabic::End : Syllabic::Middle;
}

std::vector<std::string> plainWords(const LyricLine& line) {
    std::vector<std::string> words;
    for (const LyricWord& word : line.words) {
        std::string whole;
        for (const LyricPiece& piece : word.pieces) whole += shownSyllable(piece.text);
        words.push_back(std::move(whole));
    }
    return words;
}

}  // namespace

std::vector<Syllable> syllablesOf(const Lyrics& lyrics, const Syllabifier& syllabifier,
                                  const StressOf& stress, const ReadAloud& readAloud) {
    std::vector<Syllable> out;
    for (std::size_t l = 0; l < lyrics.lines.size(); ++l) {
        const LyricLine& line = lyrics.lines[l];
        bool elided = false;
        const std::size_t before = out.size();
        const std::vector<std::string> plain = plainWords(line);
        const auto stresses = stress ? stress(plain) : std::vector<std::vector<float>>();
        const auto aloud = readAloud ? readAloud(plain) : std::vector<int>(plain.size(), 0);
        for (std::size_t w = 0; w < line.words.size(); ++w) {
            const LyricWord& word = line.words[w];
            const std::vector<Piece> pieces =
                piecesOf(word, aloud[w], lyrics.hyphenated, syllabifier);
            // Where singing and speaking differ in number, nobody knows which syllable is which.
            const bool known = w < stresses.size() && stresses[w].size() == pieces.size();
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                const Syllabic place = placeOf(i, pieces.size());
                if (i == 0 && elided && out.size() > before) {
                    Syllable& joined = out.back();
                    joined.text += kElision + pieces[i].text;
                    // The second word goes on after the shared note.
                    if (place == Syllabic::Begin) {
                        joined.syllabic = joined.syllabic == Syllabic::Single ? Syllabic::Begin
                                                                              : Syllabic::Middle;
                    }
                } else {
                    Syllable syllable;
                    syllable.text = pieces[i].text;
                    syllable.syllabic = place;
                    syllable.seconds = pieces[i].seconds;
                    syllable.line = l;
                    syllable.language = word.language;
                    if (known) syllable.stress = stresses[w][i];
                    out.push_back(std::move(syllable));
                }
                for (int hold = 0; hold < pieces[i].holds; ++hold) {
                    Syllable held;
                    held.hold = true;
                    held.line = l;
                    out.push_back(std::move(held));
                }
            }
            elided = word.elided;
        }
        if (out.size() > before) {
            out.back().lineEnd = true;
            out[before].lineStart = true;
            if (!out[before].seconds) out[before].seconds = line.seconds;
        }
    }
    return out;
}

}  // namespace arioso
