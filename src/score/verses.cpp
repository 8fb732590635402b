#include "src/score/verses.h"

#include <algorithm>

namespace arioso {
namespace {

bool contains(const std::vector<int>& numbers, int number) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

}  // namespace

VersePicker::VersePicker(const WrittenPart& part, const std::vector<int>& plays)
    : plays_(plays), verses_(part.bars.size()), maxVerse_(part.maxVerse) {
    for (std::size_t i = 0; i < part.bars.size(); ++i) {
        for (const WrittenNote& note : part.bars[i].notes) {
            for (const Lyric& lyric : note.lyrics) {
                const bool numbered = !lyric.everyPass && lyric.only.empty();
                if (numbered && !contains(verses_[i], lyric.verse)) {
                    verses_[i].push_back(lyric.verse);
                }
            }
        }
        std::sort(verses_[i].begin(), verses_[i].end());
    }
}

/// The verse sung on a pass in a bar that has several.
int VersePicker::verseFor(const std::vector<int>& verses, int pass) const {
    if (contains(verses, pass)) return pass;
    const int again = (pass - 1) % std::max(1, maxVerse_) + 1;
    if (contains(verses, again)) return again;
    const auto above = std::upper_bound(verses.begin(), verses.end(), again);
    return above == verses.begin() ? verses.front() : *std::prev(above);
}

std::vector<Lyric> VersePicker::pick(const WrittenNote& note, std::size_t bar, int pass) {
    std::vector<Lyric> out;
    if (note.lyrics.empty()) return out;
    const std::vector<int>& verses = verses_[bar];
    const bool once = bar < plays_.size() && plays_[bar] <= 1;
    int wanted = pass;
    bool refrain = false;
    if (verses.size() == 1) {
        // Where the word of this pass still goes on, the single line is another verse's.
        const bool sungThrough = insideWord_[pass] && verses.front() != pass;
        // A bar with words in a later verse only is silent in the others.
        const bool othersRest =
            verses.front() > 1 && bar < plays_.size() && verses.front() <= plays_[bar];
        refrain = !sungThrough && !othersRest;
    } else if (!verses.empty()) {
        wanted = verseFor(verses, pass);
    }
    for (const Lyric& written : note.lyrics) {
        const bool sung = !written.only.empty()
                              ? contains(written.only, pass)
                              : once || written.everyPass || refrain || written.verse == wanted;
        if (sung) out.push_back(written);
    }
    if (!out.empty()) {
        const Syllabic last = out.front().syllabic;
        insideWord_[pass] = last == Syllabic::Begin || last == Syllabic::Middle;
    }
    return out;
}

}  // namespace arioso
