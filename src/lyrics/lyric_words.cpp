#include "src/lyrics/lyric_words.h"

#include <algorithm>

#include "src/perform/read_aloud.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/// Bytes of the hyphen that begins at `at`: ASCII, soft (U+00AD), or U+2010/2011; 0 if none does.
std::size_t hyphenAt(std::string_view text, std::size_t at) {
    if (text[at] == '-') return 1;
    if (text.substr(at, 2) == "\xc2\xad") return 2;
    if (text.substr(at, 3) == "\xe2\x80\x90" || text.substr(at, 3) == "\xe2\x80\x91") return 3;
    return 0;
}

bool isDash(std::string_view token) {
    return token == "\xe2\x80\x93" || token == "\xe2\x80\x94";
}

/// "&" and the like are words of one sign.
bool isReadSign(std::string_view token) {
    return token.size() == 1 && token != "=" && isSpokenSign(static_cast<char32_t>(token[0]));
}

bool isWordCharacter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

/// Bytes up to the last character that belongs to a word; 0 if none does.
std::size_t wordEnd(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0 && !isWordCharacter(text[end - 1])) --end;
    return end;
}

/// Bytes of the mark at `at` that no other rule may take apart: sounds behind a word or alone
/// ("[k ae t]"), a language ("{pt-BR}"); 0 if none begins there. `inWord`: letters are before it.
std::size_t markAt(std::string_view text, std::size_t at, bool inWord) {
    if (text[at] == '[') {
        const std::size_t end = bracketEnd(text, at);
        if (end == std::string_view::npos) return 0;
        return inWord || spellsPhones(text.substr(at + 1, end - at - 2)) ? end - at : 0;
    }
    if (text[at] != '{') return 0;
    // No language tag is longer; a file may have millions of open braces.
    const std::string_view near = text.substr(at, 40);
    const std::size_t close = near.find('}');
    const bool marks =
        close != std::string_view::npos && sungText(near.substr(0, close + 1)).language.has_value();
    return marks ? close + 1 : 0;
}

class WordSplitter {
  public:
    void token(std::string_view text) {
        if (text == "{}") {
            words_.emplace_back().pieces.push_back({std::string(text), 0, {}, false});
            return;
        }
        if (text == "--" || text == "-") {  // LilyPond: the word goes on
            joinNext_ = !words_.empty();
            return;
        }
        if (text.find_first_not_of('_') == std::string_view::npos) {
            // Alone, "__" draws a line whose length the slurs say; "_" is one more note.
            if (!words_.empty() && text.size() == 1) ++words_.back().pieces.back().holds;
            return;
        }
        if (isDash(text) || (wordEnd(text) == 0 && !isReadSign(text))) {
            attach(text);
            return;
        }
        if (!joinNext_) words_.emplace_back();
        joinNext_ = false;
        addPieces(text);
        if (words_.back().pieces.empty()) words_.pop_back();
        // A soft hyphen alone at the start of a line has no word to lead on from.
        joinNext_ = joinNext_ && !words_.empty();
    }
    std::vector<LyricWord> take() {
        std::erase_if(words_, [](const LyricWord& word) { return word.pieces.empty(); });
        return std::move(words_);
    }

  private:
    /// Punctuation that stands alone ("–", "!", "…") belongs to the word before it.
    void attach(std::string_view mark) {
        if (words_.empty()) return;
        words_.back().pieces.back().text += ' ';
        words_.back().pieces.back().text += mark;
    }

    void addPieces(std::string_view text) {
        const std::size_t end = wordEnd(text);
        for (std::size_t i = 0; i < text.size();) i = addWord(text, i, end);
    }

    /// Adds what stands from `i` to the next "~" to the last word; returns where that ends. Behind
    /// `end` no word goes on.
    std::size_t addWord(std::string_view text, std::size_t i, std::size_t end) {
        auto& pieces = words_.back().pieces;
        pieces.emplace_back();
        while (i < text.size()) {
            const std::size_t hyphen = hyphenAt(text, i);
            if (const std::size_t mark = markAt(text, i, !pieces.back().text.empty()); mark > 0) {
                pieces.back().text += text.substr(i, mark);
                i += mark;
            } else if (hyphen > 0) {
                i += hyphen;
                const bool inside = !pieces.back().text.empty() && i < text.size();
                if (inside && i < end) {
                    pieces.back().hyphen = true;
                    pieces.emplace_back();
                } else if (hyphen == 1 && pieces.back().text.empty()) {
                    pieces.back().text += '-';  // a dash of dialogue
                } else if (i >= text.size()) {
                    joinNext_ = true;  // "A- ma- zing"
                }
            } else if (text[i] == '_') {
                if (!pieces.back().text.empty()) {
                    ++pieces.back().holds;
                } else if (pieces.size() > 1) {
                    pieces.pop_back();
                    ++pieces.back().holds;
                }
                ++i;
            } else if (text[i] == '~' && !pieces.back().text.empty() && i + 1 < text.size()) {
                words_.back().elided = true;
                words_.emplace_back();
                return i + 1;
            } else {
                if (pieces.back().holds > 0) pieces.emplace_back();
                pieces.back().text += text[i++];
            }
        }
        if (pieces.back().text.empty()) pieces.pop_back();
        return text.size();
    }

    std::vector<LyricWord> words_;
    bool joinNext_ = false;
};

}  // namespace

std::vector<LyricWord> splitWords(std::string_view line) {
    WordSplitter splitter;
    for (std::size_t i = 0; i < line.size();) {
        if (blank(line[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < line.size() && !blank(line[end])) {
            end += std::max<std::size_t>(1, markAt(line, end, end > i));
        }
        splitter.token(line.substr(i, end - i));
        i = end;
    }
    return splitter.take();
}

void markLanguages(std::vector<LyricWord>& words, std::string& current) {
    for (LyricWord& word : words) {
        LyricPiece& first = word.pieces.front();
        if (first.text.starts_with('{')) {
            const std::optional<std::string> language = sungText(first.text).language;
            if (language) {
                current = *language;
                first.text.erase(0, first.text.find('}') + 1);
                if (first.text.empty()) word.pieces.erase(word.pieces.begin());
            }
        }
        word.language = current;
    }
    std::erase_if(words, [](const LyricWord& word) { return word.pieces.empty(); });
}

bool marksSounds(const LyricWord& word) {
    return word.pieces.size() > 1 &&
           std::any_of(word.pieces.begin(), word.pieces.end() - 1, [](const LyricPiece& piece) {
               return sungText(piece.text).phones.has_value();
           });
}

std::string shownText(const std::vector<LyricWord>& words) {
    std::string out;
    for (const LyricWord& word : words) {
        if (!out.empty()) out += ' ';
        for (const LyricPiece& piece : word.pieces) out += shownSyllable(piece.text);
    }
    return out;
}

}  // namespace arioso
