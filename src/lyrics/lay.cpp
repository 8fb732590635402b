#include "src/lyrics/lay.h"

#include <algorithm>

#include <fmt/format.h>

#include "dsp/error.h"
#include "src/lyrics/align.h"
#include "src/lyrics/fit.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/spoken.h"
#include "src/lyrics/words_language.h"

namespace arioso {
namespace {

constexpr int kVoiceProgram = 52;

bool singsAlready(int program) {
    return (program >= 52 && program <= 54) || program == 85 || program == 91;
}

/// Slurs in a vocal line mark melismas, unless the words need those notes: then they are phrasing.
void settleSlurs(std::vector<MelodySlot>& slots, const std::vector<Syllable>& syllables) {
    const auto free = std::count_if(slots.begin(), slots.end(),
                                    [](const MelodySlot& slot) { return !slot.tiedOn; });
    const bool holds = std::any_of(syllables.begin(), syllables.end(),
                                   [](const Syllable& syllable) { return syllable.hold; });
    if (!holds && static_cast<std::size_t>(free) >= syllables.size()) return;
    for (MelodySlot& slot : slots) slot.tiedOn = false;
}

std::string measureName(const Score& score, const Note& note) {
    if (note.measure < 0 || static_cast<std::size_t>(note.measure) >= score.measures.size()) {
        return {};
    }
    return score.measures[static_cast<std::size_t>(note.measure)].number;
}

int verseOf(const Score& score, const Note& note) {
    if (note.measure < 0 || static_cast<std::size_t>(note.measure) >= score.measures.size()) {
        return 1;
    }
    return std::max(1, score.measures[static_cast<std::size_t>(note.measure)].pass);
}

}  // namespace

std::string languageOf(const Score& score, const Lyrics& lyrics, const LayOptions& options) {
    for (const std::string* language : {&options.language, &lyrics.language, &score.language}) {
        if (!language->empty()) return *language;
    }
    const std::string guessed = wordsLanguage(lyrics);
    return guessed.empty() ? "en" : guessed;
}

LayReport setSyllables(Score& score, std::size_t partIndex, const Lyrics& lyrics,
                       const std::string& language, const std::vector<Syllable>& syllables,
                       const std::vector<MelodySlot>& slots,
                       const std::vector<std::size_t>& places) {
    LayReport report;
    report.part = partIndex;
    Part& part = score.parts[partIndex];
    for (Note& note : part.notes) note.lyrics.clear();
    part.vocal = true;
    if (!singsAlready(part.program)) part.program = kVoiceProgram;
    score.language = language;

    for (std::size_t i = 0; i < places.size(); ++i) {
        if (syllables[i].hold) continue;
        Note& note = part.notes[slots[places[i]].note];
        Lyric lyric;
        lyric.verse = verseOf(score, note);
        lyric.text = syllables[i].text;
        lyric.syllabic = syllables[i].syllabic;
        lyric.language = syllables[i].language;
        lyric.lineEnd = syllables[i].lineEnd;
        const std::size_t next = i + 1 < places.size() ? places[i + 1] : places[i] + 1;
        const bool heldOn = i + 1 < places.size() && syllables[i + 1].hold;
        lyric.extend = heldOn || next > places[i] + 1;
        note.lyrics.push_back(std::move(lyric));
        ++report.laid;
    }

    const std::string name = part.name.empty() ? part.id : part.name;
    const auto say = [&](const std::string& measure, const std::string& text) {
        report.lines.push_back(text);
        score.diagnostics.push_back({name, measure, text});
    };
    for (const std::string& line : lyrics.diagnostics) say({}, line);
    for (std::size_t i = places.size(); i < syllables.size(); ++i) {
        if (!syllables[i].hold) ++report.surplusSyllables;
    }
    if (report.surplusSyllables > 0) {
        const LyricLine& line = lyrics.lines[syllables[places.size()].line];
        say({}, fmt::format("{}: {} more syllables than notes, from \"{}\" on they are not sung",
                            lyrics.source, report.surplusSyllables, line.text));
        for (const std::string& advice : adviseFit(score, part, lyrics, syllables, slots)) {
            say({}, lyrics.source + ": " + advice);
        }
    }
    report.surplusNotes = places.empty() ? slots.size() : slots.size() - 1 - places.back();
    if (report.surplusNotes > 0) {
        const Note& first = part.notes[slots[slots.size() - report.surplusNotes].note];
        const std::string measure = measureName(score, first);
        say(measure,
            fmt::format("{}: the words are over, {} notes from measure {} on have none",
                        lyrics.source, report.surplusNotes, measure.empty() ? "?" : measure));
    }
    return report;
}

namespace {

/// Stanza by stanza on pass by pass: what does not fit its own pass is not sung on the next.
LayReport layStanzas(Score& score, std::size_t part, const Lyrics& lyrics,
                     const std::string& language, const std::vector<Syllable>& syllables,
                     const std::vector<MelodySlot>& slots) {
    std::vector<Syllable> sung;
    std::vector<std::size_t> places;
    std::vector<std::string> left;
    std::size_t surplus = 0;
    std::size_t slot = 0;
    int pass = 0;
    for (std::size_t i = 0; i < syllables.size();) {
        std::size_t end = i + 1;
        while (end < syllables.size() &&
               (syllables[end].line == syllables[i].line || !syllables[end].lineStart ||
                !lyrics.lines[syllables[end].line].stanzaStart))
            ++end;
        ++pass;
        std::size_t last = slot;
        while (last < slots.size() &&
               verseOf(score, score.parts[part].notes[slots[last].note]) <= pass)
            ++last;
        const std::vector<Syllable> stanza(syllables.begin() + static_cast<std::ptrdiff_t>(i),
                                           syllables.begin() + static_cast<std::ptrdiff_t>(end));
        const std::vector<MelodySlot> own(slots.begin() + static_cast<std::ptrdiff_t>(slot),
                                          slots.begin() + static_cast<std::ptrdiff_t>(last));
        const std::vector<std::size_t> here = alignSyllables(stanza, own);
        for (std::size_t k = 0; k < here.size(); ++k) {
            sung.push_back(stanza[k]);
            places.push_back(slot + here[k]);
        }
        if (here.size() < stanza.size()) {
            surplus += stanza.size() - here.size();
            left.push_back(fmt::format(
                "{}: {} more syllables than notes in verse {}, from \"{}\" on", lyrics.source,
                stanza.size() - here.size(), pass, lyrics.lines[stanza[here.size()].line].text));
        }
        slot = last;
        i = end;
    }
    LayReport report = setSyllables(score, part, lyrics, language, sung, slots, places);
    report.surplusSyllables += surplus;
    report.lines.insert(report.lines.end(), left.begin(), left.end());
    return report;
}

}  // namespace

LayReport layLyrics(Score& score, const Lyrics& lyrics, const LayOptions& options) {
    const std::size_t index = singingPart(score, options.part);
    const Part& part = score.parts[index];
    const std::string language = languageOf(score, lyrics, options);
    std::vector<MelodySlot> slots = melodyOf(score, part);
    // Where every note has a syllable there is no choice that stresses could guide.
    std::size_t words = 0;
    for (const LyricLine& line : lyrics.lines) words += line.words.size();
    const std::vector<Syllable> syllables = spokenSyllables(lyrics, language, words < slots.size());
    if (slots.empty()) {
        throw Error(ExitCode::Input, fmt::format("lyrics: part \"{}\" has no notes to sing",
                                                 part.name.empty() ? part.id : part.name));
    }
    settleSlurs(slots, syllables);
    varySlots(slots, options.variant);
    if (options.stanzaAPass) return layStanzas(score, index, lyrics, language, syllables, slots);
    return setSyllables(score, index, lyrics, language, syllables, slots,
                        alignSyllables(syllables, slots));
}

}  // namespace arioso
