#include "src/compose/word_fit.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "src/compose/syllable_stress.h"
#include "src/lyrics/melody.h"
#include "src/lyrics/spoken.h"
#include "src/lyrics/words_language.h"

namespace arioso {
namespace {

constexpr float kStrong = 0.75F;
constexpr float kBeat = 0.55F;

const Part* sungPart(const Score& score) {
    const Part* best = nullptr;
    std::size_t most = 0;
    for (const Part& part : score.parts) {
        const auto words = static_cast<std::size_t>(
            std::count_if(part.notes.begin(), part.notes.end(),
                          [](const Note& note) { return !note.lyrics.empty(); }));
        if (words <= most) continue;
        most = words;
        best = &part;
    }
    return best;
}

void countStress(float stress, float weight, WordFit& fit) {
    if (stress >= kMainStress) {
        ++fit.stressed;
        fit.stressedStrong += weight >= kStrong ? 1U : 0U;
        fit.stressedOnBeat += weight >= kBeat ? 1U : 0U;
    } else if (stress >= 0.0F && stress < kSomeStress) {
        ++fit.light;
        fit.lightStrong += weight >= kStrong ? 1U : 0U;
    }
}

/// Whether a line that ends on a slot is heard to end.
bool isClosed(const std::vector<MelodySlot>& slots, std::size_t at, std::size_t begin) {
    if (at + 1 == slots.size() || slots[at + 1].phraseStart) return true;
    double sum = 0.0;
    for (std::size_t i = begin; i <= at; ++i) sum += slots[i].length;
    return slots[at].length >= 1.5 * sum / static_cast<double>(at - begin + 1);
}

}  // namespace

WordFit measureWordFit(const Score& score, const std::string& language) {
    WordFit fit;
    const Part* part = sungPart(score);
    if (part == nullptr) return fit;
    const std::string own = language.empty() ? wordsLanguage(score) : language;
    const StressOf stressOf = spokenStresses(own.empty() ? "en" : own);
    const std::vector<MelodySlot> slots = melodyOf(score, *part);
    fit.lowest = 1e9;
    std::vector<std::size_t> notes;
    notes.reserve(slots.size());
    for (const MelodySlot& slot : slots) notes.push_back(slot.note);
    const auto syllables = stressedSyllables(score, *part, notes, stressOf);
    auto next = syllables.begin();
    std::size_t lineBegin = 0;
    bool sings = false;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const Note& note = part->notes[slots[i].note];
        fit.lowest = std::min(fit.lowest, note.pitch);
        fit.highest = std::max(fit.highest, note.pitch);
        if (next == syllables.end() || next->note != slots[i].note) {
            fit.melismas += sings && !slots[i].phraseStart ? 1U : 0U;
            continue;
        }
        const Lyric* lyric = next->lyric;
        sings = true;
        ++fit.syllables;
        countStress(next->stress, slots[i].weight, fit);
        ++next;
        if (lyric->lineEnd) {
            ++fit.lines;
            std::size_t last = i;
            while (last + 1 < slots.size() &&
                   sungOn(part->notes[slots[last + 1].note], score) == nullptr &&
                   !slots[last + 1].phraseStart)
                ++last;
            fit.linesClosed += isClosed(slots, last, lineBegin) ? 1U : 0U;
            lineBegin = last + 1;
        }
    }
    if (slots.empty()) fit.lowest = 0.0;
    return fit;
}

}  // namespace arioso
