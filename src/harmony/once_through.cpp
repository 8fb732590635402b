#include "src/harmony/once_through.h"

#include <algorithm>
#include <map>

namespace arioso {

int barAt(const Score& score, Beat at) {
    const auto after =
        std::upper_bound(score.measures.begin(), score.measures.end(), at,
                         [](Beat place, const Measure& bar) { return place < bar.start; });
    return std::max(0, static_cast<int>(after - score.measures.begin()) - 1);
}

OnceThrough onceThrough(const Score& score) {
    // Written number of each bar, and where it is first played.
    std::map<int, int> first;
    for (std::size_t i = 0; i < score.measures.size(); ++i)
        first.emplace(score.measures[i].written, static_cast<int>(i));
    OnceThrough out;
    out.score.title = score.title;
    out.score.composer = score.composer;
    out.score.language = score.language;
    out.score.tempos = score.tempos;
    std::map<int, int> place;  // written number: bar of the result
    std::vector<int> kept(score.measures.size(), -1);
    Beat at;
    for (const auto& [written, index] : first) {
        Measure bar = score.measures[static_cast<std::size_t>(index)];
        bar.start = at;
        at = at + bar.length;
        place[written] = static_cast<int>(out.score.measures.size());
        kept[static_cast<std::size_t>(index)] = place[written];
        out.score.measures.push_back(bar);
    }
    for (const Measure& bar : score.measures) out.barOf.push_back(place[bar.written]);
    const auto moved = [&](Beat from, int original, int bar) {
        return from - score.measures[static_cast<std::size_t>(original)].start +
               out.score.measures[static_cast<std::size_t>(bar)].start;
    };
    for (const Part& part : score.parts) {
        Part copy = part;
        copy.notes.clear();
        for (const Note& note : part.notes) {
            const int original = score.measures.empty() ? -1 : barAt(score, note.onset);
            const int bar = original < 0 ? -1 : kept[static_cast<std::size_t>(original)];
            if (bar < 0) continue;
            Note one = note;
            one.onset = moved(note.onset, original, bar);
            one.measure = bar;
            copy.notes.push_back(one);
        }
        std::stable_sort(copy.notes.begin(), copy.notes.end(), [](const Note& a, const Note& b) {
            return a.onset == b.onset ? a.pitch < b.pitch : a.onset < b.onset;
        });
        out.score.parts.push_back(std::move(copy));
    }
    for (const ChordSymbol& symbol : score.chords) {
        const int original = score.measures.empty() ? -1 : barAt(score, symbol.at);
        const int bar = original < 0 ? -1 : kept[static_cast<std::size_t>(original)];
        if (bar < 0) continue;
        ChordSymbol one = symbol;
        one.at = moved(symbol.at, original, bar);
        out.score.chords.push_back(one);
    }
    std::stable_sort(out.score.chords.begin(), out.score.chords.end(),
                     [](const ChordSymbol& a, const ChordSymbol& b) { return a.at < b.at; });
    return out;
}

}  // namespace arioso
