#include "src/features/event_marks.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "src/compose/syllable_stress.h"
#include "src/features/form_features.h"
#include "src/lyrics/language_guess.h"
#include "src/lyrics/spoken.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

std::vector<std::string> wordsOf(const Score& score) {
    std::vector<std::string> words;
    for (const Part& part : score.parts)
        for (const Note& note : part.notes) {
            const Lyric* lyric = sungOn(note, score);
            if (lyric == nullptr) continue;
            const bool begins =
                lyric->syllabic == Syllabic::Single || lyric->syllabic == Syllabic::Begin;
            if (begins || words.empty()) words.emplace_back();
            words.back() += shownSyllable(lyric->text);
        }
    return words;
}

}  // namespace

EventMarks eventMarks(const Score& score) {
    EventMarks out;
    const FormFeatures form = formFeatures(score);
    out.sections.assign(score.measures.size(), -1);
    for (std::size_t i = 0; i < form.sections.size(); ++i)
        out.sections[form.sectionBars[i]] = form.sectionLetters[i];
    const std::vector<std::string> words = wordsOf(score);
    if (words.empty()) return out;
    const StressOf stressOf =
        spokenStresses(score.language.empty() ? guessLanguage(words) : score.language);
    for (const Part& part : score.parts) {
        auto& marks = out.syllables.emplace_back(part.notes.size(), -1);
        std::vector<std::size_t> notes(part.notes.size());
        std::iota(notes.begin(), notes.end(), 0);
        std::stable_sort(notes.begin(), notes.end(), [&](std::size_t a, std::size_t b) {
            return part.notes[a].onset < part.notes[b].onset;
        });
        for (const StressedSyllable& one : stressedSyllables(score, part, notes, stressOf))
            marks[one.note] = one.stress < 0.0F ? 2 : one.stress >= kMainStress ? 1 : 0;
    }
    return out;
}

}  // namespace arioso
