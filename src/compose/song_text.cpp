#include "src/compose/song_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>

#include "dsp/error.h"
#include "src/lyrics/spoken.h"
#include "src/lyrics/words_language.h"

namespace arioso {
namespace {

/// A phrase that is longer cannot be sung in one breath.
constexpr std::size_t kLongestLine = 20;
constexpr std::size_t kMostStanzas = 64;
constexpr std::size_t kMostSyllables = 4000;
constexpr std::size_t kMostBytes = 200;  ///< of a syllable
/// Lines of one tune may differ by so many syllables, or by this share.
constexpr std::size_t kNearly = 3;
constexpr double kNearlyShare = 0.4;

std::string lowered(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool startsWithAny(const std::string& text, std::initializer_list<const char*> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](const char* one) { return text.rfind(one, 0) == 0; });
}

bool namesChorus(const std::string& section) {
    return startsWithAny(lowered(section),
                         {"chorus", "refrain", "estribillo", "ritornello", "kehrreim", "hook"});
}

/// A bridge and its like have a tune of their own whatever the verses do.
bool namesOther(const std::string& section) {
    return startsWithAny(lowered(section), {"bridge", "middle", "coda", "outro", "intro"});
}

bool isLetters(const std::string& form) {
    return !form.empty() && form.size() <= 26 &&
           std::all_of(form.begin(), form.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string wordsOf(const SongStanza& stanza) {
    std::string out;
    for (const SongLine& line : stanza.lines) out += line.text + "\n";
    return lowered(out);
}

/// Where a long line is parted: after a word, near its middle, best behind a comma.
std::size_t partingOf(const std::vector<Syllable>& syllables) {
    std::size_t best = 0;
    double least = 1e9;
    const double middle = 0.5 * static_cast<double>(syllables.size());
    for (std::size_t i = 0; i + 1 < syllables.size(); ++i) {
        const Syllable& one = syllables[i];
        const bool ends = one.syllabic == Syllabic::Single || one.syllabic == Syllabic::End;
        if (!ends || syllables[i + 1].hold) continue;
        const bool comma =
            !one.text.empty() && std::ispunct(static_cast<unsigned char>(one.text.back())) != 0;
        const double away = std::abs(static_cast<double>(i + 1) - middle) - (comma ? 3.0 : 0.0);
        if (away >= least) continue;
        least = away;
        best = i + 1;
    }
    return best;
}

std::string textOf(const std::vector<Syllable>& syllables) {
    std::string out;
    for (const Syllable& one : syllables) {
        if (one.hold) continue;
        const bool joins = one.syllabic == Syllabic::Middle || one.syllabic == Syllabic::End;
        if (!out.empty() && !joins) out += ' ';
        out += one.text;
    }
    return out;
}

void addLine(SongStanza& stanza, SongLine line) {
    if (line.syllables.size() > kLongestLine) {
        const std::size_t at = partingOf(line.syllables);
        if (at > 0) {
            SongLine rest;
            const auto middle = line.syllables.begin() + static_cast<std::ptrdiff_t>(at);
            rest.syllables.assign(middle, line.syllables.end());
            line.syllables.erase(middle, line.syllables.end());
            line.syllables.back().lineEnd = true;
            rest.syllables.front().lineStart = true;
            rest.text = textOf(rest.syllables);
            line.text = textOf(line.syllables);
            addLine(stanza, std::move(line));
            addLine(stanza, std::move(rest));
            return;
        }
    }
    stanza.lines.push_back(std::move(line));
}

/// Stanzas with the syllables of their lines.
std::vector<SongStanza> stanzasOf(const Lyrics& lyrics, const std::string& language) {
    std::vector<SongLine> lines(lyrics.lines.size());
    for (Syllable& syllable : spokenSyllables(lyrics, language))
        lines[syllable.line].syllables.push_back(std::move(syllable));
    std::vector<SongStanza> out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const LyricLine& source = lyrics.lines[i];
        if (lines[i].syllables.empty()) continue;
        if (out.empty() || source.stanzaStart) {
            out.emplace_back();
            out.back().section = source.section;
            out.back().chorus = namesChorus(source.section);
        }
        lines[i].text = source.text;
        addLine(out.back(), std::move(lines[i]));
    }
    return out;
}

/// What keeps two stanzas from sharing a tune; empty if nothing does.
std::string difference(const SongStanza& stanza, const SongStanza& model) {
    if (stanza.lines.size() != model.lines.size())
        return fmt::format("{} lines instead of {}", stanza.lines.size(), model.lines.size());
    for (std::size_t i = 0; i < stanza.lines.size(); ++i) {
        const std::size_t here = stanza.lines[i].syllables.size();
        const std::size_t there = model.lines[i].syllables.size();
        const std::size_t off = here > there ? here - there : there - here;
        const double share = static_cast<double>(off) / static_cast<double>(std::max(here, there));
        if (off > kNearly && share > kNearlyShare)
            return fmt::format("{} syllables instead of {} in line {}", here, there, i + 1);
    }
    return {};
}

/// Stanzas whose words come again later are choruses, if they are not all there is.
void findChorus(std::vector<SongStanza>& stanzas) {
    std::map<std::string, int> count;
    for (const SongStanza& one : stanzas) ++count[wordsOf(one)];
    if (count.size() < 2) return;
    for (SongStanza& one : stanzas)
        if (count[wordsOf(one)] > 1) one.chorus = true;
}

std::string nameOf(const SongStanza& stanza, std::size_t index) {
    return stanza.section.empty() ? fmt::format("stanza {}", index + 1)
                                  : "[" + stanza.section + "]";
}

void shareTunes(SongText& song, const std::string& form) {
    std::map<std::string, int> numbers;  // tune by what it is known as
    std::vector<std::size_t> models;     // first stanza of each tune
    for (std::size_t i = 0; i < song.stanzas.size(); ++i) {
        SongStanza& stanza = song.stanzas[i];
        std::string key;
        if (isLetters(form)) {
            key = std::string(1, form[i % form.size()]);
        } else if (form == "through") {
            key = wordsOf(stanza);
        } else if (stanza.chorus) {
            key = "chorus";
        } else if (namesOther(stanza.section)) {
            key = "other " + lowered(stanza.section);
        } else {
            key = "verse";
        }
        const std::string wanted = key;
        for (int more = 1;; ++more) {
            const auto known = numbers.find(key);
            if (known == numbers.end()) {
                stanza.tune = static_cast<int>(models.size());
                numbers[key] = stanza.tune;
                models.push_back(i);
                break;
            }
            const std::size_t model = models[static_cast<std::size_t>(known->second)];
            const std::string reason = difference(stanza, song.stanzas[model]);
            stanza.tune = known->second;
            if (reason.empty()) break;
            if (more == 1)
                song.remarks.push_back(fmt::format("{} cannot share the tune of {}: it has {}",
                                                   nameOf(stanza, i),
                                                   nameOf(song.stanzas[model], model), reason));
            key = fmt::format("{} {}", wanted, more + 1);
        }
    }
}

}  // namespace

int SongText::tunes() const {
    int most = -1;
    for (const SongStanza& one : stanzas) most = std::max(most, one.tune);
    return most + 1;
}

std::size_t SongText::syllables() const {
    std::size_t sum = 0;
    for (const SongStanza& stanza : stanzas)
        for (const SongLine& line : stanza.lines)
            sum += static_cast<std::size_t>(
                std::count_if(line.syllables.begin(), line.syllables.end(),
                              [](const Syllable& one) { return !one.hold; }));
    return sum;
}

bool isForm(const std::string& form) {
    return form.empty() || form == "strophic" || form == "through" || form == "verse-chorus" ||
           isLetters(form);
}

SongText songText(const Lyrics& lyrics, const std::string& language, const std::string& form) {
    if (!isForm(form))
        throw Error(ExitCode::Usage,
                    fmt::format("form: expected strophic, through, verse-chorus or letters as "
                                "AABA, found '{}'",
                                form));
    SongText song;
    song.language = language.empty() ? wordsLanguage(lyrics) : language;
    if (song.language.empty()) song.language = "en";
    song.remarks = lyrics.diagnostics;
    std::size_t words = 0;
    for (const LyricLine& line : lyrics.lines) words += line.words.size();
    // Before a book is pronounced.
    if (words > kMostSyllables)
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected at most {} syllables for a song, found {} words",
                                lyrics.source, kMostSyllables, words));
    song.stanzas = stanzasOf(lyrics, song.language);
    const std::size_t count = song.syllables();
    if (song.stanzas.empty() || count == 0)
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected words to sing, found none", lyrics.source));
    if (song.stanzas.size() > kMostStanzas || count > kMostSyllables)
        throw Error(
            ExitCode::Input,
            fmt::format("{}: expected at most {} stanzas and {} syllables for a song, "
                        "found {} and {}",
                        lyrics.source, kMostStanzas, kMostSyllables, song.stanzas.size(), count));
    for (const SongStanza& stanza : song.stanzas)
        for (const SongLine& line : stanza.lines)
            for (const Syllable& one : line.syllables)
                if (one.text.size() > kMostBytes)
                    throw Error(ExitCode::Input,
                                fmt::format("{}: expected syllables of at most {} bytes, found {}",
                                            lyrics.source, kMostBytes, one.text.size()));
    const auto isChorus = [](const SongStanza& one) { return one.chorus; };
    if (form == "verse-chorus" &&
        std::none_of(song.stanzas.begin(), song.stanzas.end(), isChorus)) {
        findChorus(song.stanzas);
        if (std::none_of(song.stanzas.begin(), song.stanzas.end(), isChorus))
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected a section headed [Chorus], or a stanza that "
                                    "comes again, for the form verse-chorus; found none",
                                    lyrics.source));
    }
    shareTunes(song, form);
    return song;
}

}  // namespace arioso
