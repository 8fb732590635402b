#include "src/perform/japanese_morae.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <optional>

#include "src/perform/kana.h"

namespace arioso {
namespace {

bool isKanji(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(c, &status) == USCRIPT_HAN;
}

/// A letter of the phrase and the note that it is written on.
struct Letter {
    std::string text;
    std::size_t syllable = 0;
    bool kanji = false;
};

/// Letters of the same sort one after another.
struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
    bool kanji = false;
    std::vector<std::string> morae;  ///< of kana
};

std::vector<Letter> lettersOf(const std::vector<std::string>& syllables) {
    std::vector<Letter> out;
    for (std::size_t s = 0; s < syllables.size(); ++s) {
        const auto text = icu::UnicodeString::fromUTF8(syllables[s]);
        for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
            const UChar32 c = text.char32At(i);
            if (u_isspace(c) != 0) continue;
            std::string letter;
            icu::UnicodeString(c).toUTF8String(letter);
            out.push_back({std::move(letter), s, isKanji(c)});
        }
    }
    return out;
}

std::vector<Run> runsOf(const std::vector<Letter>& letters, std::size_t first, std::size_t last) {
    std::vector<Run> runs;
    for (std::size_t i = first; i < last; ++i) {
        if (runs.empty() || runs.back().kanji != letters[i].kanji) {
            runs.push_back({i, i, letters[i].kanji, {}});
        }
        runs.back().last = i + 1;
    }
    for (Run& run : runs) {
        std::string text;
        for (std::size_t i = run.first; i < run.last; ++i) text += letters[i].text;
        if (!run.kanji) run.morae = splitMorae(text);
    }
    return runs;
}

/// First mora of each run in the reading, and its end; nothing if the kana do not fit it.
std::optional<std::vector<std::size_t>> placesOf(const std::vector<Run>& runs, std::size_t run,
                                                 const std::vector<std::string>& reading,
                                                 std::size_t from) {
    if (run == runs.size()) {
        if (from != reading.size()) return std::nullopt;
        return std::vector<std::size_t>{from};
    }
    const auto with = [&](std::size_t end) -> std::optional<std::vector<std::size_t>> {
        auto rest = placesOf(runs, run + 1, reading, end);
        if (rest) rest->insert(rest->begin(), from);
        return rest;
    };
    if (!runs[run].kanji) {
        const auto& kana = runs[run].morae;
        if (from + kana.size() > reading.size() ||
            !std::equal(kana.begin(), kana.end(),
                        reading.begin() + static_cast<std::ptrdiff_t>(from))) {
            return std::nullopt;
        }
        return with(from + kana.size());
    }
    // Every kanji has a mora at least, if it can be.
    for (std::size_t end = from + runs[run].last - runs[run].first; end <= reading.size(); ++end) {
        if (auto found = with(end)) return found;
    }
    return std::nullopt;
}

class PhraseMorae {
  public:
    PhraseMorae(const std::vector<std::string>& syllables, const JapaneseReader& reader)
        : letters_(lettersOf(syllables)), out_(syllables.size()) {
        std::string text;
        for (const Letter& letter : letters_) text += letter.text;
        std::size_t first = 0;
        for (const JapaneseToken& token : reader.read(text)) {
            std::size_t last = first;
            for (std::size_t size = 0; last < letters_.size() && size < token.surface.size();) {
                size += letters_[last++].text.size();
            }
            add(token, first, last);
            first = last;
        }
        // Without a dictionary, or if it gave up.
        asWritten(first, letters_.size(), {});
    }

    std::vector<std::vector<std::string>> take() { return std::move(out_); }

  private:
    void add(const JapaneseToken& token, std::size_t first, std::size_t last) {
        const auto reading = splitMorae(token.reading);
        auto sound = splitMorae(token.sound);
        if (sound.size() != reading.size()) sound = reading;
        const bool anyKanji = std::any_of(letters_.begin() + static_cast<std::ptrdiff_t>(first),
                                          letters_.begin() + static_cast<std::ptrdiff_t>(last),
                                          [](const Letter& letter) { return letter.kanji; });
        if (!anyKanji || reading.empty()) return asWritten(first, last, sound);
        const std::vector<Run> runs = runsOf(letters_, first, last);
        const auto places = placesOf(runs, 0, reading, 0);
        if (!places) return share(first, last, sound, 0, sound.size());
        for (std::size_t r = 0; r < runs.size(); ++r) {
            share(runs[r].first, runs[r].last, sound, (*places)[r], (*places)[r + 1]);
        }
    }

    /// Morae [from, to) shared among the letters [first, last).
    void share(std::size_t first, std::size_t last, const std::vector<std::string>& morae,
               std::size_t from, std::size_t to) {
        const std::size_t count = to - from;
        for (std::size_t i = 0; i < count; ++i) {
            // The earlier letters have more if it does not come out even.
            const std::size_t letter = first + i * (last - first) / count;
            out_[letters_[letter].syllable].push_back(morae[from + i]);
        }
    }

    /// Kana by themselves; those of one note belong together ("きょ").
    void asWritten(std::size_t first, std::size_t last, const std::vector<std::string>& sound) {
        std::size_t mora = 0;
        for (std::size_t i = first; i < last;) {
            const std::size_t syllable = letters_[i].syllable;
            std::string text;
            for (; i < last && letters_[i].syllable == syllable; ++i) text += letters_[i].text;
            for (std::string& one : splitMorae(text)) {
                // A particle is never written in katakana.
                const bool other =
                    mora < sound.size() && text.find(one) != std::string::npos &&
                    ((one == "は" && sound[mora] == "わ") || (one == "へ" && sound[mora] == "え"));
                out_[syllable].push_back(other ? sound[mora] : one);
                ++mora;
            }
        }
    }

    std::vector<Letter> letters_;
    std::vector<std::vector<std::string>> out_;
};

}  // namespace

std::vector<std::vector<std::string>> moraeOfSyllables(const std::vector<std::string>& syllables,
                                                       const JapaneseReader& reader) {
    return PhraseMorae(syllables, reader).take();
}

bool needsDictionary(const std::string& text) {
    const auto string = icu::UnicodeString::fromUTF8(text);
    for (std::int32_t i = 0; i < string.length(); i = string.moveIndex32(i, 1)) {
        if (isKanji(string.char32At(i))) return true;
    }
    return false;
}

}  // namespace arioso
