#include "src/perform/sung_words.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "src/perform/japanese.h"

namespace arioso {
namespace {

constexpr std::string_view kElision = "\u203f";

bool contains(const std::vector<int>& numbers, int number) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

/// Which verse each measure of a voice sings: that of its pass where it has one, else the first.
class VersePicker {
  public:
    VersePicker(const Score& score, const std::vector<PlannedNote>& notes) : score_(score) {
        for (const PlannedNote& note : notes) {
            if (note.lyrics == nullptr) continue;
            auto& verses = verses_[{note.written->voice, note.written->measure}];
            for (const Lyric& lyric : *note.lyrics) {
                if (!lyric.everyPass && lyric.only.empty()) verses.push_back(lyric.verse);
            }
        }
    }

    [[nodiscard]] const Lyric* pick(const PlannedNote& note) const {
        if (note.lyrics == nullptr) return nullptr;
        const int pass = passOf(note.written->measure);
        for (const Lyric& lyric : *note.lyrics) {
            if (lyric.text.empty()) continue;
            if (lyric.everyPass || contains(lyric.only, pass)) return &lyric;
        }
        const auto found = verses_.find({note.written->voice, note.written->measure});
        if (found == verses_.end() || found->second.empty()) return nullptr;
        const auto& verses = found->second;
        const int verse =
            contains(verses, pass) ? pass : *std::min_element(verses.begin(), verses.end());
        for (const Lyric& lyric : *note.lyrics) {
            if (lyric.verse == verse && lyric.only.empty() && !lyric.text.empty()) return &lyric;
        }
        return nullptr;
    }

  private:
    [[nodiscard]] int passOf(int measure) const {
        if (measure < 0 || static_cast<std::size_t>(measure) >= score_.measures.size()) return 1;
        return score_.measures[static_cast<std::size_t>(measure)].pass;
    }

    const Score& score_;
    std::map<std::pair<int, int>, std::vector<int>> verses_;
};

/// A syllable of a word and the moment that sings it.
struct Fragment {
    SungMoment* moment;
    std::string text;
};

using Word = std::vector<Fragment>;

/// The words that share a note: joined by an elision, or simply written on it with a blank between.
std::vector<std::string> fragmentsOf(const std::string& text) {
    std::vector<std::string> out;
    std::size_t start = 0;
    while (true) {
        const std::size_t elision = text.find(kElision, start);
        const std::size_t blank = text.find(' ', start);
        const std::size_t end = std::min(elision, blank);
        if (end != start || end == std::string::npos)
            out.push_back(text.substr(start, end - start));
        if (end == std::string::npos) return out;
        start = end + (end == blank ? 1 : kElision.size());
    }
}

std::vector<Word> wordsOf(std::vector<SungMoment>& line) {
    std::vector<Word> words;
    bool open = false;
    for (SungMoment& moment : line) {
        if (moment.lyric == nullptr) continue;
        const Syllabic place = moment.lyric->syllabic;
        const std::vector<std::string> fragments = fragmentsOf(moment.lyric->text);
        for (std::size_t i = 0; i < fragments.size(); ++i) {
            // Within an elision the first fragment ends what is open, the last one may begin.
            const bool starts = i > 0 || place == Syllabic::Single || place == Syllabic::Begin;
            const bool continues = open && (i > 0 ? false : !starts || fragments.size() > 1);
            if (!continues) words.emplace_back();
            words.back().push_back({&moment, fragments[i]});
            open = i + 1 == fragments.size() &&
                   (place == Syllabic::Begin || place == Syllabic::Middle);
        }
    }
    return words;
}

void append(SyllablePhones& to, SyllablePhones&& from) {
    if (to.nucleus.empty()) {
        from.onset.insert(from.onset.begin(), to.onset.begin(), to.onset.end());
        to = std::move(from);
        return;
    }
    for (std::vector<Phone>* list : {&from.onset, &from.nucleus, &from.tail}) {
        to.tail.insert(to.tail.end(), list->begin(), list->end());
    }
}

/// Whether a rest ends the phrase between two neighbouring moments.
bool phraseEnds(const std::vector<PlannedNote>& notes, const SungMoment& before,
                const SungMoment& after) {
    return notes[after.notes.front()].beat > notes[before.notes.front()].endBeat + 0.9;
}

/// Words in [first, last) by their morae, of which each note has its own.
void pronounceJapanese(std::vector<SungMoment>& line, const std::vector<PlannedNote>& notes,
                       const std::vector<Word>& words, std::size_t first, std::size_t last) {
    std::vector<JapaneseSyllable> written;
    std::vector<SungMoment*> moments;
    for (std::size_t w = first; w < last; ++w) {
        for (const Fragment& fragment : words[w]) {
            // Of several words on one note the last may go on.
            if (!moments.empty() && moments.back() == fragment.moment) written.back().notes = 1;
            auto next = static_cast<std::size_t>(fragment.moment - line.data()) + 1;
            std::size_t count = 1;
            for (; next < line.size() && line[next].lyric == nullptr &&
                   !phraseEnds(notes, line[next - 1], line[next]);
                 ++next) {
                ++count;
            }
            written.push_back({fragment.text, count});
            moments.push_back(fragment.moment);
        }
    }
    auto sounds = japanesePhones(written);
    for (std::size_t s = 0; s < sounds.size(); ++s) {
        for (std::size_t n = 0; n < sounds[s].size(); ++n) {
            append(moments[s][n].phones, std::move(sounds[s][n]));
            moments[s][n].begins = true;
        }
    }
}

}  // namespace

std::vector<std::vector<SungMoment>> sungLines(const Score& score,
                                               const std::vector<PlannedNote>& notes) {
    const VersePicker verses(score, notes);
    std::map<int, std::vector<SungMoment>> voices;
    std::map<int, double> lastBeat;
    std::unordered_map<double, const Lyric*> shared;  // by beat
    std::map<int, bool> hasWords;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const int voice = notes[i].written->voice;
        auto& line = voices[voice];
        const auto last = lastBeat.find(voice);
        const Lyric* lyric = verses.pick(notes[i]);
        // An ornament's notes follow one another, those of a chord stand together.
        const bool together = last != lastBeat.end() && last->second == notes[i].beat &&
                              notes[i].onset < notes[line.back().notes.front()].offset - 1e-9;
        if (!together) line.emplace_back();
        line.back().notes.push_back(i);
        if (line.back().lyric == nullptr) line.back().lyric = lyric;
        lastBeat[voice] = notes[i].beat;
        if (lyric != nullptr) {
            hasWords[voice] = true;
            shared.emplace(notes[i].beat, lyric);
        }
    }
    std::vector<std::vector<SungMoment>> out;
    for (auto& [voice, line] : voices) {
        if (!hasWords[voice]) {
            for (SungMoment& moment : line) {
                const auto found = shared.find(notes[moment.notes.front()].beat);
                if (found != shared.end()) moment.lyric = found->second;
            }
        }
        out.push_back(std::move(line));
    }
    return out;
}

void pronounceLines(std::vector<std::vector<SungMoment>>& lines,
                    const std::vector<PlannedNote>& notes, const Pronouncer& pronouncer) {
    for (std::vector<SungMoment>& line : lines) {
        const std::vector<Word> words = wordsOf(line);
        for (std::size_t first = 0; first < words.size();) {
            // A rest ends a phrase: nobody runs words together across it.
            std::size_t last = first + 1;
            while (last < words.size()) {
                const PlannedNote& before = notes[words[last - 1].back().moment->notes.front()];
                const PlannedNote& after = notes[words[last].front().moment->notes.front()];
                if (after.beat > before.endBeat + 0.9) break;
                ++last;
            }
            if (pronouncer.japanese()) {
                pronounceJapanese(line, notes, words, first, last);
                first = last;
                continue;
            }
            std::vector<std::string> texts;
            for (std::size_t w = first; w < last; ++w) {
                std::string text;
                for (const Fragment& fragment : words[w]) text += fragment.text;
                texts.push_back(std::move(text));
            }
            const auto sounds = pronouncer.phrase(texts);
            for (std::size_t w = first; w < last; ++w) {
                std::vector<std::string> written;
                for (const Fragment& fragment : words[w]) written.push_back(fragment.text);
                auto syllables = syllablePhones(sounds[w - first], written);
                for (std::size_t s = 0; s < syllables.size(); ++s) {
                    append(words[w][s].moment->phones, std::move(syllables[s]));
                }
            }
            first = last;
        }
    }
}

}  // namespace arioso
