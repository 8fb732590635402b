#include "src/compose/sounding.h"

#include <algorithm>
#include <cmath>

#include "src/compose/chord_terms.h"
#include "src/compose/study.h"

namespace arioso {

SoundingNotes::SoundingNotes(const Score& score) {
    for (const Part& part : score.parts) {
        if (part.percussion) continue;
        for (const Note& note : part.notes) {
            const int begin = static_cast<int>(std::lround(note.onset.value() * kTicks));
            const int end =
                static_cast<int>(std::lround((note.onset + note.duration).value() * kTicks));
            if (end > begin)
                spans_.push_back({begin, end, static_cast<int>(std::lround(note.pitch))});
        }
    }
    std::stable_sort(spans_.begin(), spans_.end(),
                     [](const Span& a, const Span& b) { return a.begin < b.begin; });
    for (const Span& span : spans_) longest_ = std::max(longest_, span.end - span.begin);
}

template <class Visit>
void SoundingNotes::visit(int begin, int end, Visit&& each) const {
    auto place = std::lower_bound(spans_.begin(), spans_.end(), begin - longest_,
                                  [](const Span& span, int t) { return span.begin < t; });
    for (; place != spans_.end() && place->begin < end; ++place) {
        const int common = std::min(end, place->end) - std::max(begin, place->begin);
        if (common > 0) each(place->pitch, common);
    }
}

std::array<double, 12> SoundingNotes::pitchClassQuarters(int begin, int end) const {
    std::array<double, 12> out{};
    visit(begin, end, [&](int pitch, int ticks) {
        out[static_cast<std::size_t>(pitchClassOf(pitch))] += static_cast<double>(ticks) / kTicks;
    });
    return out;
}

int SoundingNotes::lowest(int begin, int end) const {
    int low = 1000;
    visit(begin, end, [&](int pitch, int) { low = std::min(low, pitch); });
    return low == 1000 ? -1 : low;
}

}  // namespace arioso
