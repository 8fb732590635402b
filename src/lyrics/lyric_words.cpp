#include "src/lyrics/lyric_words.h"

#include <algorithm>

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

class WordSplitter {
  public:
    void token(std::string_view text) {
        if (text == "--" || text == "-") {  // LilyPond: the word goes on
            joinNext_ = !words_.empty();
            return;
        }
        if (text.find_first_not_of('_') == std::string_view::npos) {
            // Alone, "__" draws a line whose length the slurs say; "_" is one more note.
            if (!words_.empty() && text.size() == 1) ++words_.back().pieces.back().holds;
            return;
        }
        if (isDash(text) || wordEnd(text) == 0) {
            attach(text);
            return;
        }
        if (!joinNext_) words_.emplace_back();
        joinNext_ = false;
        addPieces(text);
        if (words_.back().pieces.empty()) words_.pop_back();
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
            if (hyphen > 0) {
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
        while (end < line.size() && !blank(line[end])) ++end;
        splitter.token(line.substr(i, end - i));
        i = end;
    }
    return splitter.take();
}

std::string shownText(const std::vector<LyricWord>& words) {
    std::string out;
    for (const LyricWord& word : words) {
        if (!out.empty()) out += ' ';
        for (const LyricPiece& piece : word.pieces) out += piece.text;
    }
    return out;
}

}  // namespace arioso
