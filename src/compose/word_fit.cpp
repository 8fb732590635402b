#include "src/compose/word_fit.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "src/lyrics/melody.h"
#include "src/lyrics/spoken.h"
#include "src/perform/sung_text.h"

namespace arioso {
namespace {

constexpr float kMainStress = 0.75F;
constexpr float kSomeStress = 0.25F;
constexpr float kStrong = 0.75F;
constexpr float kBeat = 0.55F;
/// Words that are spoken together at most.
constexpr std::size_t kPhraseWords = 12;

struct SungSyllable {
    std::string text;
    Syllabic syllabic = Syllabic::Single;
    float weight = 0.0F;
    bool ends = false;  ///< a phrase of speech ends with it
};

/// The lyric that is sung on a note in the pass that its measure is in.
const Lyric* sungOn(const Note& note, const Score& score) {
    const auto measure = static_cast<std::size_t>(std::max(0, note.measure));
    const int pass = measure < score.measures.size() ? score.measures[measure].pass : 1;
    for (const Lyric& lyric : note.lyrics) {
        const bool comes = lyric.only.empty() || std::find(lyric.only.begin(), lyric.only.end(),
                                                           pass) != lyric.only.end();
        if (comes && lyric.voicing == Voicing::Words && !lyric.text.empty()) return &lyric;
    }
    return nullptr;
}

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

bool endsPhrase(const Lyric& lyric) {
    if (lyric.lineEnd) return true;
    const char last = lyric.text.back();
    return last == '.' || last == ',' || last == ';' || last == '!' || last == '?' || last == ':';
}

void countStresses(const std::vector<SungSyllable>& phrase, const StressOf& stressOf,
                   WordFit& fit) {
    std::vector<std::string> words;
    std::vector<std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
        const bool begins =
            phrase[i].syllabic == Syllabic::Single || phrase[i].syllabic == Syllabic::Begin;
        if (words.empty() || begins) {
            words.emplace_back();
            places.emplace_back();
        }
        words.back() += phrase[i].text;
        places.back().push_back(i);
    }
    const auto stresses = stressOf(words);
    for (std::size_t w = 0; w < words.size() && w < stresses.size(); ++w) {
        if (stresses[w].size() != places[w].size()) continue;
        for (std::size_t k = 0; k < places[w].size(); ++k) {
            const float weight = phrase[places[w][k]].weight;
            const float stress = stresses[w][k];
            if (stress >= kMainStress) {
                ++fit.stressed;
                fit.stressedStrong += weight >= kStrong ? 1U : 0U;
                fit.stressedOnBeat += weight >= kBeat ? 1U : 0U;
            } else if (stress >= 0.0F && stress < kSomeStress) {
                ++fit.light;
                fit.lightStrong += weight >= kStrong ? 1U : 0U;
            }
        }
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
    const std::string& own = score.language;
    const StressOf stressOf = spokenStresses(!language.empty() ? language
                                             : !own.empty()    ? own
                                                               : std::string("en"));
    const std::vector<MelodySlot> slots = melodyOf(score, *part);
    fit.lowest = 1e9;
    std::vector<SungSyllable> phrase;
    std::size_t words = 0;
    std::size_t lineBegin = 0;
    bool sings = false;
    const auto speak = [&] {
        if (!phrase.empty() && stressOf) countStresses(phrase, stressOf, fit);
        phrase.clear();
        words = 0;
    };
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const Note& note = part->notes[slots[i].note];
        fit.lowest = std::min(fit.lowest, note.pitch);
        fit.highest = std::max(fit.highest, note.pitch);
        const Lyric* lyric = sungOn(note, score);
        if (lyric == nullptr) {
            fit.melismas += sings && !slots[i].phraseStart ? 1U : 0U;
            continue;
        }
        sings = true;
        ++fit.syllables;
        const bool begins =
            lyric->syllabic == Syllabic::Single || lyric->syllabic == Syllabic::Begin;
        words += begins ? 1U : 0U;
        if (begins && words > kPhraseWords) {
            speak();
            words = 1;
        }
        phrase.push_back({shownSyllable(lyric->text), lyric->syllabic, slots[i].weight, false});
        if (endsPhrase(*lyric)) speak();
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
    speak();
    if (slots.empty()) fit.lowest = 0.0;
    return fit;
}

}  // namespace arioso
