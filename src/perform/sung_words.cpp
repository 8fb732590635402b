#include "src/perform/sung_words.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/lyrics/vowels.h"
#include "src/perform/japanese.h"
#include "src/perform/phoneme_names.h"
#include "src/perform/pronounce.h"
#include "src/perform/read_aloud.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

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
    SungText text;
};

struct Word {
    std::vector<Fragment> fragments;
    std::string language;

    [[nodiscard]] std::string text() const {
        std::string out;
        for (const Fragment& fragment : fragments) out += fragment.text.word;
        return out;
    }
};

std::vector<Word> wordsOf(std::vector<SungMoment>& line) {
    std::vector<Word> words;
    bool open = false;
    for (SungMoment& moment : line) {
        if (moment.lyric == nullptr) continue;
        const Syllabic place = moment.lyric->syllabic;
        const std::vector<std::string> fragments = sungFragments(moment.lyric->text);
        for (std::size_t i = 0; i < fragments.size(); ++i) {
            // Within an elision the first fragment ends what is open, the last one may begin.
            const bool starts = i > 0 || place == Syllabic::Single || place == Syllabic::Begin;
            const bool continues = open && (i > 0 ? false : !starts || fragments.size() > 1);
            if (!continues) words.emplace_back();
            if (i == 0) moment.wordStart = !continues;
            words.back().fragments.push_back({&moment, sungText(fragments[i])});
            open = i + 1 == fragments.size() &&
                   (place == Syllabic::Begin || place == Syllabic::Middle);
        }
    }
    return words;
}

/// The language of each word: what a mark before it says, else its lyric, else the usual one.
class LanguageMarks {
  public:
    LanguageMarks(const Score& score, std::string usual)
        : score_(score), usual_(std::move(usual)) {}

    std::string of(const Word& word, const Note& note) {
        const Lyric& lyric = *word.fragments.front().moment->lyric;
        // What is sung again begins without the marks behind it.
        const int written = writtenMeasure(note.measure);
        if (written < lastMeasure_) marked_.clear();
        lastMeasure_ = written;
        std::string& mark = marked_[lyric.verse];
        for (const Fragment& fragment : word.fragments) {
            if (fragment.text.language) mark = *fragment.text.language;
        }
        if (!mark.empty()) return mark;
        return lyric.language.empty() ? usual_ : lyric.language;
    }

  private:
    [[nodiscard]] int writtenMeasure(int measure) const {
        if (measure < 0 || static_cast<std::size_t>(measure) >= score_.measures.size()) return 0;
        return score_.measures[static_cast<std::size_t>(measure)].written;
    }

    const Score& score_;
    std::string usual_;
    std::map<int, std::string> marked_;  // by verse
    int lastMeasure_ = 0;
};

TextPause pauseBehind(std::string_view text) {
    constexpr std::string_view kQuotes = "\"')]\xC2\xBB\xE2\x80\x9C\x9D\x99";
    while (!text.empty() && kQuotes.find(text.back()) != std::string_view::npos) {
        text.remove_suffix(1);
    }
    for (const std::string_view mark : {".", "!", "?", ";", ":", "\u2026", "\u3002"}) {
        if (text.ends_with(mark)) return TextPause::Sentence;
    }
    for (const std::string_view mark : {",", "\u2013", "\u2014", "\u3001"}) {
        if (text.ends_with(mark)) return TextPause::Comma;
    }
    return TextPause::None;
}

std::vector<Phone> allPhones(const SyllablePhones& syllable) {
    std::vector<Phone> out = syllable.onset;
    out.insert(out.end(), syllable.nucleus.begin(), syllable.nucleus.end());
    out.insert(out.end(), syllable.tail.begin(), syllable.tail.end());
    return out;
}

std::size_t nucleiOf(const std::vector<Phone>& phones) {
    return static_cast<std::size_t>(
        std::count_if(phones.begin(), phones.end(), [](const Phone& p) { return p.nucleus; }));
}

SyllablePhones asOneSyllable(const std::vector<Phone>& phones) {
    return syllablePhones(phones, {""}).front();
}

/// The syllables of sounds that are written as one, at most so many.
std::vector<SyllablePhones> apart(const SyllablePhones& syllable, std::size_t most) {
    const std::vector<Phone> phones = allPhones(syllable);
    const std::size_t count = std::clamp<std::size_t>(nucleiOf(phones), 1, most);
    return syllablePhones(phones, std::vector<std::string>(count));
}

class LinePronouncer {
  public:
    LinePronouncer(const Score& score, std::vector<SungMoment>& line,
                   const std::vector<PlannedNote>& notes, std::string language,
                   SungRemarks& remarks)
        : score_(score),
          line_(line),
          notes_(notes),
          usual_(std::move(language)),
          remarks_(remarks) {}

    void run() {
        std::vector<Word> words = wordsOf(line_);
        LanguageMarks marks(score_, usual_);
        for (Word& word : words) word.language = marks.of(word, noteOf(word));
        for (std::size_t first = 0; first < words.size();) {
            std::size_t last = first + 1;
            while (last < words.size() && goesOn(words[last - 1], words[last])) ++last;
            phrase(std::span(words).subspan(first, last - first));
            first = last;
        }
        for (SungMoment& moment : line_) joinConsonants(moment.syllables);
        for (std::size_t i = 0; i < line_.size(); ++i) spread(i);
    }

  private:
    [[nodiscard]] const Note& noteOf(const SungMoment& moment) const {
        return *notes_[moment.notes.front()].written;
    }
    [[nodiscard]] const Note& noteOf(const Word& word) const {
        return noteOf(*word.fragments.front().moment);
    }

    /// Nobody runs words together across a rest, or across languages.
    [[nodiscard]] bool goesOn(const Word& before, const Word& after) const {
        const PlannedNote& last = notes_[before.fragments.back().moment->notes.front()];
        const PlannedNote& next = notes_[after.fragments.front().moment->notes.front()];
        return before.language == after.language && next.beat <= last.endBeat + 0.9;
    }

    const Pronouncer& pronouncer(const std::string& language, const Note& note) {
        const auto [found, isNew] = pronouncers_.try_emplace(language, nullptr);
        if (isNew) {
            found->second = std::make_unique<Pronouncer>(language);
            const std::string& problem = found->second->problem();
            if (problem.empty()) return *found->second;
            if (language == usual_ || !found->second->speaks()) {
                remarks_.once(problem);
            } else {
                remarks_.at(note, SungRemarks::Kind::Unread, problem, problem);
            }
        }
        return *found->second;
    }

    void phrase(std::span<Word> words) {
        const Pronouncer& voice = pronouncer(words[0].language, noteOf(words[0]));
        if (!voice.speaks()) return;
        if (voice.japanese()) return japanese(words);
        std::vector<std::string> texts;
        for (const Word& word : words) texts.push_back(word.text());
        const auto sounds = voice.phrase(texts);
        const auto written = writtenOut(texts, words[0].language);
        for (std::size_t w = 0; w < words.size(); ++w) {
            sing(words[w], texts[w], sounds[w]);
            SungMoment& last = *words[w].fragments.back().moment;
            // The dot of "St." ends no sentence.
            last.pause = written[w] == texts[w] ? pauseBehind(texts[w]) : TextPause::None;
            if (last.lyric->lineEnd) last.pause = TextPause::Sentence;
        }
    }

    /// Words by their morae, of which each note has its own.
    void japanese(std::span<Word> words) {
        std::vector<JapaneseSyllable> written;
        std::vector<std::string> texts;
        std::vector<std::size_t> places;
        for (const Word& word : words) {
            for (const Fragment& fragment : word.fragments) {
                const auto place = static_cast<std::size_t>(fragment.moment - line_.data());
                // Of several words on one note the last may go on.
                if (!places.empty() && places.back() == place) written.back().notes = 1;
                written.push_back({fragment.text.word, carried(place) + 1});
                texts.push_back(fragment.text.word);
                places.push_back(place);
            }
            SungMoment& last = *word.fragments.back().moment;
            last.pause = last.lyric->lineEnd ? TextPause::Sentence : pauseBehind(word.text());
        }
        if (const std::string problem = japaneseProblem(texts); !problem.empty())
            remarks_.once(problem);
        auto sounds = japanesePhones(written);
        std::size_t s = 0;
        for (const Word& word : words) {
            for (const Fragment& fragment : word.fragments) {
                std::vector<SyllablePhones>& own = sounds[s];
                if (fragment.text.phones)
                    own = {spelled(fragment, own.empty() ? SyllablePhones() : own[0])};
                const bool silent = std::all_of(own.begin(), own.end(), [](const auto& one) {
                    return one.nucleus.empty() && one.onset.empty() && one.tail.empty();
                });
                if (silent && !isOnlyPunctuation(fragment.text.word)) {
                    own = {unread(*fragment.moment, fragment.text.word, word.language)};
                }
                for (std::size_t n = 0; n < own.size(); ++n) {
                    if (own[n].nucleus.empty()) continue;
                    line_[places[s] + n].syllables.push_back(std::move(own[n]));
                    byMorae_.insert(&line_[places[s] + n]);
                }
                ++s;
            }
        }
    }

    /// What is sung for a word that cannot be pronounced.
    SyllablePhones unread(const SungMoment& moment, const std::string& text,
                          const std::string& language) {
        remarks_.at(noteOf(moment), SungRemarks::Kind::Unread, text,
                    fmt::format("\"{}\" cannot be pronounced as '{}': sung on the vowel \"{}\"",
                                text, language, kVowel.symbol));
        return {{}, {kVowel}, {}};
    }

    /// Gives the moments of a word its sounds.
    void sing(const Word& word, const std::string& text, const std::vector<Phone>& sounds) {
        std::vector<std::string> written;
        for (const Fragment& one : word.fragments) written.push_back(one.text.word);
        const auto syllables = syllablePhones(sounds, written, word.language.rfind("fr", 0) == 0);
        for (std::size_t i = 0; i < word.fragments.size(); ++i) {
            const Fragment& fragment = word.fragments[i];
            SungMoment& moment = *fragment.moment;
            SyllablePhones own = syllables[i];
            if (moment.lyric->voicing == Voicing::Humming) {
                own = {{}, {{"m", false, true}}, {}};
            } else if (fragment.text.phones) {
                own = spelled(fragment, own);
            }
            if (own.nucleus.empty()) {
                if (isOnlyPunctuation(text)) continue;
                own = unread(moment, text, word.language);
            } else if (const std::string signs = Pronouncer::unread(fragment.text.word);
                       !signs.empty()) {
                remarks_.at(noteOf(moment), SungRemarks::Kind::Sign, signs,
                            fmt::format("\"{}\" in \"{}\" is not sung, the rest of the word is",
                                        signs, text));
            }
            moment.syllables.push_back(std::move(own));
        }
    }

    /// The sounds that the text spells, or those of the word where it cannot be understood.
    SyllablePhones spelled(const Fragment& fragment, const SyllablePhones& word) {
        const SpelledPhones sounds = spelledPhones(*fragment.text.phones);
        const bool understood = sounds.unknown.empty() && !sounds.phones.empty();
        if (understood) return asOneSyllable(sounds.phones);
        for (const std::string& symbol : sounds.unknown) {
            remarks_.at(
                noteOf(*fragment.moment), SungRemarks::Kind::Spelling, symbol,
                fmt::format(
                    "\"[{}]\": expected sounds such as {}; found \"{}\": {}", *fragment.text.phones,
                    fmt::join(nearestSymbols(symbol), ", "), symbol,
                    word.nucleus.empty() ? "sung without it" : "sung as the word is spelled"));
        }
        if (!word.nucleus.empty() || sounds.phones.empty()) return word;
        return asOneSyllable(sounds.phones);
    }

    /// A word of consonants alone ("l'", "d'") is sung with a vowel beside it, if there is one.
    static void joinConsonants(std::vector<SyllablePhones>& syllables) {
        for (std::size_t i = 0; i < syllables.size() && syllables.size() > 1;) {
            if (syllables[i].nucleus.empty() || syllables[i].nucleus[0].nucleus) {
                ++i;
                continue;
            }
            const std::vector<Phone> phones = allPhones(syllables[i]);
            if (i + 1 < syllables.size()) {
                auto& onset = syllables[i + 1].onset;
                onset.insert(onset.begin(), phones.begin(), phones.end());
            } else {
                auto& tail = syllables[i - 1].tail;
                tail.insert(tail.end(), phones.begin(), phones.end());
            }
            syllables.erase(syllables.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    /// How many moments behind one carry it on without a rest between.
    [[nodiscard]] std::size_t carried(std::size_t moment) const {
        std::size_t count = 0;
        while (moment + count + 1 < line_.size()) {
            const SungMoment& next = line_[moment + count + 1];
            const double before = notes_[line_[moment + count].notes.front()].endBeat;
            if (next.lyric != nullptr || !next.syllables.empty()) break;
            if (notes_[next.notes.front()].beat > before + 0.05) break;
            ++count;
        }
        return count;
    }

    /// A whole word under the first of several notes has one for each of its syllables; on a
    /// single note three and more take turns.
    void spread(std::size_t index) {
        SungMoment& moment = line_[index];
        if (moment.lyric == nullptr || moment.syllables.empty()) return;
        if (byMorae_.contains(&moment)) return;
        if (moment.syllables.size() == 1 && moment.lyric->syllabic == Syllabic::Single &&
            !moment.lyric->extend) {
            const std::size_t free = carried(index);
            const std::size_t nuclei = nucleiOf(allPhones(moment.syllables[0]));
            if (free > 0 && nuclei > 1 && mayBeApart(moment)) {
                auto own = apart(moment.syllables[0], free + 1);
                for (std::size_t i = 0; i < own.size(); ++i)
                    line_[index + i].syllables = {std::move(own[i])};
                return;
            }
        }
        std::vector<SyllablePhones> all;
        for (SyllablePhones& syllable : moment.syllables) {
            const std::size_t nuclei = nucleiOf(allPhones(syllable));
            if (nuclei < 3) {
                all.push_back(std::move(syllable));
                continue;
            }
            for (SyllablePhones& one : apart(syllable, nuclei)) all.push_back(std::move(one));
        }
        moment.syllables = std::move(all);
    }

    /// "heav'n" is one syllable however it is spoken; numbers and spelled sounds are as they sound.
    [[nodiscard]] static bool mayBeApart(const SungMoment& moment) {
        const SungText text = sungText(moment.lyric->text);
        const bool letters = std::any_of(text.word.begin(), text.word.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   static_cast<unsigned char>(c) >= 0xC3;
        });
        return text.phones || !letters || vowelGroups(text.word) != 1;
    }

    static inline const Phone kVowel{"a", true, true};

    const Score& score_;
    std::vector<SungMoment>& line_;
    const std::vector<PlannedNote>& notes_;
    std::string usual_;
    SungRemarks& remarks_;
    std::map<std::string, std::unique_ptr<Pronouncer>> pronouncers_;
    std::set<const SungMoment*> byMorae_;  // these share their notes already
};

double middleOf(const PlannedNote& note) {
    return 0.5 * (note.onset + note.offset);
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
        // An ornament's notes follow one another, those of a chord stand together: before the
        // middle of the first, since notes of an ornament may overlap by what people's timing is.
        const bool together = last != lastBeat.end() && last->second == notes[i].beat &&
                              notes[i].onset < middleOf(notes[line.back().notes.front()]);
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

void pronounceLines(const Score& score, std::vector<std::vector<SungMoment>>& lines,
                    const std::vector<PlannedNote>& notes, const std::string& language,
                    SungRemarks& remarks) {
    for (std::vector<SungMoment>& line : lines) {
        LinePronouncer(score, line, notes, language, remarks).run();
    }
}

}  // namespace arioso
