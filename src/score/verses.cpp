#include "src/score/verses.h"

#include <algorithm>
#include <map>
#include <utility>

namespace arioso {
namespace {

bool contains(const std::vector<int>& numbers, int number) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

bool isNumbered(const Lyric& lyric) {
    return !lyric.everyPass && lyric.only.empty();
}

bool leadsOn(const Lyric& lyric) {
    return lyric.syllabic == Syllabic::Begin || lyric.syllabic == Syllabic::Middle;
}

/// How far behind a passage the end of a word is looked for.
constexpr std::size_t kReach = 64;

/// The notes of one onset that have numbered verses.
struct Moment {
    std::size_t bar = 0;
    std::vector<std::size_t> notes;
    std::vector<int> verses;
    std::vector<int> continued;  ///< verses that are inside a word here
};

std::vector<Moment> momentsOf(const WrittenPart& part) {
    std::vector<Moment> out;
    for (std::size_t b = 0; b < part.bars.size(); ++b) {
        const std::vector<WrittenNote>& notes = part.bars[b].notes;
        std::map<std::pair<double, std::size_t>, std::size_t> order;
        for (std::size_t i = 0; i < notes.size(); ++i) {
            if (std::any_of(notes[i].lyrics.begin(), notes[i].lyrics.end(), isNumbered)) {
                order[{notes[i].note.onset.value(), i}] = i;
            }
        }
        double at = -1.0;
        for (const auto& [key, index] : order) {
            if (key.first != at) out.push_back({b, {}, {}, {}});
            at = key.first;
            Moment& moment = out.back();
            moment.notes.push_back(index);
            for (const Lyric& lyric : notes[index].lyrics) {
                if (!isNumbered(lyric) || contains(moment.verses, lyric.verse)) continue;
                moment.verses.push_back(lyric.verse);
                if (lyric.syllabic == Syllabic::Middle || lyric.syllabic == Syllabic::End) {
                    moment.continued.push_back(lyric.verse);
                }
            }
        }
    }
    for (Moment& moment : out) std::sort(moment.verses.begin(), moment.verses.end());
    return out;
}

/// Whether the next syllable of a verse at or after `from` is inside a word.
bool goesOn(const std::vector<Moment>& moments, std::size_t from, int verse) {
    const std::size_t end = std::min(moments.size(), from + kReach);
    for (std::size_t i = from; i < end; ++i) {
        if (contains(moments[i].verses, verse)) return contains(moments[i].continued, verse);
    }
    return false;
}

}  // namespace

VersePicker::VersePicker(const WrittenPart& part, const std::vector<int>& plays)
    : part_(part), plays_(plays), maxVerse_(part.maxVerse) {
    findPassages();
}

void VersePicker::findPassages() {
    places_.resize(part_.bars.size());
    for (std::size_t b = 0; b < part_.bars.size(); ++b) {
        places_[b].resize(part_.bars[b].notes.size());
    }
    const std::vector<Moment> moments = momentsOf(part_);
    std::vector<std::vector<int>> barVerses(part_.bars.size());
    for (const Moment& moment : moments) {
        std::vector<int>& all = barVerses[moment.bar];
        for (const int verse : moment.verses) {
            if (!contains(all, verse)) all.push_back(verse);
        }
        std::sort(all.begin(), all.end());
    }
    std::map<int, bool> open;  // by verse: inside a word
    for (std::size_t first = 0; first < moments.size();) {
        const std::vector<int>& verses = moments[first].verses;
        std::size_t last = first + 1;
        if (verses.size() == 1) {
            while (last < moments.size() && moments[last].verses == verses) ++last;
        }
        // A run of one verse alone is a refrain if it fills a bar.
        Place place;
        std::size_t begin = moments.size();
        for (std::size_t i = first; i < last && verses.size() == 1; ++i) {
            if (i == 0 || moments[i - 1].bar != moments[i].bar) begin = i;
            const bool ends = i + 1 == moments.size() || moments[i + 1].bar != moments[i].bar;
            if (ends && begin <= i && moments[begin].bar == moments[i].bar) place.refrain = true;
        }
        if (place.refrain) {
            for (const auto& [verse, isOpen] : open) {
                if (isOpen && verse != verses.front() && goesOn(moments, last, verse)) {
                    place.sungThrough.push_back(verse);
                }
            }
        }
        for (std::size_t i = first; i < last; ++i) {
            place.verses = place.refrain ? verses : barVerses[moments[i].bar];
            for (const std::size_t note : moments[i].notes) {
                places_[moments[i].bar][note] = place;
                for (const Lyric& lyric : part_.bars[moments[i].bar].notes[note].lyrics) {
                    if (isNumbered(lyric)) open[lyric.verse] = leadsOn(lyric);
                }
            }
        }
        first = last;
    }
}

/// The verse sung on a pass where there are several.
int VersePicker::verseFor(const std::vector<int>& verses, int pass) const {
    if (verses.empty() || contains(verses, pass)) return pass;
    const int again = (pass - 1) % std::max(1, maxVerse_) + 1;
    if (contains(verses, again)) return again;
    const auto above = std::upper_bound(verses.begin(), verses.end(), again);
    return above == verses.begin() ? verses.front() : *std::prev(above);
}

std::vector<VersePicker::Sung> VersePicker::sungOn(std::size_t bar, std::size_t index,
                                                   int pass) const {
    const WrittenNote& note = part_.bars[bar].notes[index];
    const int plays = bar < plays_.size() ? plays_[bar] : 1;
    if (note.lyrics.empty() || plays <= 1) {
        return std::vector<Sung>(note.lyrics.size(), Sung::Verse);
    }
    const Place& place = places_[bar][index];
    int wanted = verseFor(place.verses, pass);
    bool refrain = false;
    if (place.refrain) {
        const int verse = place.verses.front();
        // A line of a later verse alone is silent in the others.
        refrain = !contains(place.sungThrough, pass) && (verse == 1 || verse > plays);
        wanted = pass;
    }
    std::vector<Sung> out;
    for (const Lyric& written : note.lyrics) {
        const bool sung = !written.only.empty()
                              ? contains(written.only, pass)
                              : written.everyPass || refrain || written.verse == wanted;
        out.push_back(!sung ? Sung::No : refrain ? Sung::Refrain : Sung::Verse);
    }
    return out;
}

std::vector<Lyric> VersePicker::pick(std::size_t bar, std::size_t index, int pass) const {
    const std::vector<Lyric>& written = part_.bars[bar].notes[index].lyrics;
    const std::vector<Sung> sung = sungOn(bar, index, pass);
    std::vector<Lyric> out;
    for (std::size_t i = 0; i < sung.size(); ++i) {
        if (sung[i] == Sung::No) continue;
        out.push_back(written[i]);
        out.back().everyPass = written[i].everyPass || sung[i] == Sung::Refrain;
    }
    return out;
}

std::vector<Lyric> VersePicker::unsung(std::size_t bar, std::size_t index, int passes) const {
    const std::vector<Lyric>& written = part_.bars[bar].notes[index].lyrics;
    std::vector<bool> heard(written.size(), false);
    const auto allHeard = [&] {
        return std::find(heard.begin(), heard.end(), false) == heard.end();
    };
    for (int pass = 1; pass <= passes && !allHeard(); ++pass) {
        const std::vector<Sung> sung = sungOn(bar, index, pass);
        for (std::size_t i = 0; i < sung.size(); ++i) {
            if (sung[i] != Sung::No) heard[i] = true;
        }
    }
    std::vector<Lyric> out;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (heard[i]) continue;
        out.push_back(written[i]);
        if (out.back().only.empty()) out.back().only = {std::max(written[i].verse, passes + 1)};
    }
    return out;
}

}  // namespace arioso
