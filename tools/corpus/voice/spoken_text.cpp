#include "tools/corpus/voice/spoken_text.h"

#include <array>
#include <sstream>
#include <string_view>
#include <utility>

namespace arioso::corpus {
namespace {

constexpr std::array<std::string_view, 22> kMarks{".", ",", ";", ":", "!", "?", "-", "\"",
                                                  "'", "(", ")", "–", "—", "…", "„", "“",
                                                  "”", "«", "»", "‚", "‘", "’"};

/// Whether a mark stands at the word's end; takes it off.
bool takeMark(std::string& word, bool atEnd) {
    for (const std::string_view mark : kMarks) {
        if (atEnd ? word.ends_with(mark) : word.starts_with(mark)) {
            word.erase(atEnd ? word.size() - mark.size() : 0, mark.size());
            return true;
        }
    }
    return false;
}

struct Phrase {
    std::vector<std::string> words;
};

void append(const Phrase& phrase, const Pronouncer& pronouncer, SpokenText& out) {
    const auto sounds = pronouncer.phrase(phrase.words);
    for (std::size_t i = 0; i < phrase.words.size(); ++i) {
        if (sounds[i].empty()) continue;
        const int word = static_cast<int>(out.words.size());
        out.words.push_back(phrase.words[i]);
        out.markAfter.push_back(false);
        for (const Phone& phone : sounds[i]) out.phones.push_back({phone.symbol, word});
    }
    if (!out.markAfter.empty()) out.markAfter.back() = true;
}

}  // namespace

SpokenText spokenText(const std::string& text, const Pronouncer& pronouncer) {
    SpokenText out;
    Phrase phrase;
    const auto endPhrase = [&] {
        append(phrase, pronouncer, out);
        phrase.words.clear();
    };
    std::istringstream in(text);
    for (std::string word; in >> word;) {
        bool before = false;
        bool after = false;
        while (takeMark(word, false)) before = true;
        while (takeMark(word, true)) after = true;
        if (before && !phrase.words.empty()) endPhrase();
        if (!word.empty()) phrase.words.push_back(std::move(word));
        if (after && !phrase.words.empty()) endPhrase();
    }
    if (!phrase.words.empty()) endPhrase();
    return out;
}

}  // namespace arioso::corpus
