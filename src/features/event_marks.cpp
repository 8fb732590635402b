#include "src/features/event_marks.h"

#include <algorithm>
#include <numeric>

#include "src/compose/syllable_stress.h"
#include "src/features/form_features.h"
#include "src/lyrics/spoken.h"
#include "src/lyrics/words_language.h"

namespace arioso {
namespace {

bool hasWords(const Score& score) {
    return std::any_of(score.parts.begin(), score.parts.end(), [](const Part& part) {
        return std::any_of(part.notes.begin(), part.notes.end(),
                           [](const Note& note) { return !note.lyrics.empty(); });
    });
}

}  // namespace

EventMarks eventMarks(const Score& score) {
    EventMarks out;
    const FormFeatures form = formFeatures(score);
    out.sections.assign(score.measures.size(), -1);
    for (std::size_t i = 0; i < form.sections.size(); ++i)
        out.sections[form.sectionBars[i]] = form.sectionLetters[i];
    if (!hasWords(score)) return out;
    const StressOf stressOf = spokenStresses(wordsLanguage(score));
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
