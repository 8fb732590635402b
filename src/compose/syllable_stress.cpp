#include "src/compose/syllable_stress.h"

#include <algorithm>
#include <string>

#include "src/perform/sung_text.h"

namespace arioso {
namespace {

/// Words that are spoken together at most.
constexpr std::size_t kPhraseWords = 12;

bool beginsWord(const Lyric& lyric) {
    return lyric.syllabic == Syllabic::Single || lyric.syllabic == Syllabic::Begin;
}

bool endsPhrase(const Lyric& lyric) {
    if (lyric.lineEnd) return true;
    const char last = lyric.text.back();
    return last == '.' || last == ',' || last == ';' || last == '!' || last == '?' || last == ':';
}

void speak(std::vector<StressedSyllable>& all, std::size_t first, const StressOf& stressOf) {
    std::vector<std::string> words;
    std::vector<std::vector<std::size_t>> places;
    for (std::size_t i = first; i < all.size(); ++i) {
        if (words.empty() || beginsWord(*all[i].lyric)) {
            words.emplace_back();
            places.emplace_back();
        }
        words.back() += shownSyllable(all[i].lyric->text);
        places.back().push_back(i);
    }
    if (words.empty() || !stressOf) return;
    const auto stresses = stressOf(words);
    for (std::size_t w = 0; w < words.size() && w < stresses.size(); ++w) {
        if (stresses[w].size() != places[w].size()) continue;
        for (std::size_t k = 0; k < places[w].size(); ++k)
            all[places[w][k]].stress = stresses[w][k];
    }
}

}  // namespace

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

std::vector<StressedSyllable> stressedSyllables(const Score& score, const Part& part,
                                                const std::vector<std::size_t>& notes,
                                                const StressOf& stressOf) {
    std::vector<StressedSyllable> out;
    std::size_t first = 0;
    std::size_t words = 0;
    const auto flush = [&] {
        speak(out, first, stressOf);
        first = out.size();
        words = 0;
    };
    for (const std::size_t note : notes) {
        const Lyric* lyric = sungOn(part.notes[note], score);
        if (lyric == nullptr) continue;
        if (beginsWord(*lyric)) {
            if (words == kPhraseWords) flush();
            ++words;
        }
        out.push_back({note, lyric, -1.0F});
        if (endsPhrase(*lyric)) flush();
    }
    flush();
    return out;
}

}  // namespace arioso
