#include "src/harmony/melody_evidence.h"

#include <algorithm>
#include <cstdlib>

namespace arioso {
namespace {

bool leavesByStep(const std::vector<StudyNote>& melody, std::size_t i) {
    if (i + 1 >= melody.size()) return false;
    if (melody[i + 1].onset - melody[i].onset - melody[i].duration >= kTicks) return false;
    const int interval = std::abs(melody[i + 1].pitch - melody[i].pitch);
    return interval == 1 || interval == 2;
}

int weightOf(const StudyNote& note, const HarmonySlot& slot) {
    if (note.onset < slot.start) return 3;
    if (note.onset > slot.start) return 2;
    return slot.place == 0 || note.duration >= 2 * slot.length ? 0 : 1;
}

}  // namespace

std::vector<EvidenceSlot> melodyOnGrid(const std::vector<StudyNote>& melody,
                                       const std::vector<HarmonySlot>& grid) {
    std::vector<EvidenceSlot> out(grid.size());
    std::size_t first = 0;
    for (std::size_t s = 0; s < grid.size(); ++s) {
        const HarmonySlot& slot = grid[s];
        const int end = slot.start + slot.length;
        while (first < melody.size() && melody[first].onset + melody[first].duration <= slot.start)
            ++first;
        for (std::size_t i = first; i < melody.size() && melody[i].onset < end; ++i) {
            const StudyNote& note = melody[i];
            const int until = note.onset + note.duration;
            if (until <= slot.start) continue;
            const int kind = 2 * weightOf(note, slot) + (leavesByStep(melody, i) ? 1 : 0);
            out[s].notes.push_back({note.pitch, kind});
            if (until > end) continue;
            if (i + 1 == melody.size())
                out[s].end = SlotEnd::Piece;
            else if (note.phraseEnd)
                out[s].end = SlotEnd::Phrase;
        }
    }
    return out;
}

}  // namespace arioso
