#include <algorithm>
#include <cmath>
#include <map>

#include "tools/corpus/teacher.h"

namespace arioso::corpus {

void untangle(PerformedPart& part) {
    constexpr double kShortest = 0.02;
    std::stable_sort(part.notes.begin(), part.notes.end(),
                     [](const PerformedNote& a, const PerformedNote& b) {
                         return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
                     });
    std::vector<PerformedNote> kept;
    std::map<long, std::size_t> lastOfKey;
    for (PerformedNote& note : part.notes) {
        const long key = std::lround(note.pitch);
        const auto found = lastOfKey.find(key);
        if (found != lastOfKey.end()) {
            PerformedNote& before = kept[found->second];
            // Two strokes nearer than this are one stroke to any ear and to FluidSynth's envelope.
            if (note.onset - before.onset < kShortest) {
                before.offset = std::max(before.offset, note.offset);
                before.velocity = std::max(before.velocity, note.velocity);
                continue;
            }
            before.offset = std::min(before.offset, note.onset);
        }
        lastOfKey[key] = kept.size();
        kept.push_back(std::move(note));
    }
    std::uint32_t id = 0;
    for (PerformedNote& note : kept) note.id = id++;
    part.notes = std::move(kept);
}

double bendAt(const std::vector<dsp::PitchPoint>& bend, double seconds) {
    if (bend.empty()) return 0.0;
    const auto after = std::upper_bound(
        bend.begin(), bend.end(), seconds,
        [](double at, const dsp::PitchPoint& point) { return at < point.seconds; });
    if (after == bend.begin()) return static_cast<double>(bend.front().cents);
    if (after == bend.end()) return static_cast<double>(bend.back().cents);
    const dsp::PitchPoint& left = *(after - 1);
    const double span = after->seconds - left.seconds;
    const double place = span > 0 ? (seconds - left.seconds) / span : 1.0;
    const auto from = static_cast<double>(left.cents);
    return from + (static_cast<double>(after->cents) - from) * place;
}

}  // namespace arioso::corpus
