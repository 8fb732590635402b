#include "src/originality/melody_lines.h"

#include <algorithm>
#include <set>

namespace arioso {
namespace {

bool same(const std::vector<StudyNote>& a, const std::vector<StudyNote>& b) {
    return std::ranges::equal(a, b, [](const StudyNote& x, const StudyNote& y) {
        return x.onset == y.onset && x.pitch == y.pitch;
    });
}

/// Where several notes begin together, the lowest.
Part lowestOf(const Part& part) {
    Part out;
    for (const Note& note : part.notes) {
        if (note.grace != Grace::None) continue;
        if (!out.notes.empty() && out.notes.back().onset == note.onset) {
            if (note.pitch < out.notes.back().pitch) out.notes.back() = note;
        } else {
            out.notes.push_back(note);
        }
    }
    return out;
}

}  // namespace

std::vector<MelodyLine> melodyLines(const Score& score) {
    const std::vector<StudyBar> bars = studyBars(score);
    std::vector<MelodyLine> out;
    if (bars.empty()) return out;
    for (const Part& part : score.parts) {
        if (part.percussion || part.notes.empty()) continue;
        const std::string name = part.name.empty() ? part.id : part.name;
        std::vector<MelodyLine> lines;
        const auto add = [&](const std::string& label, const Part& notes) {
            MelodyLine line{label, tuneOf(notes, bars)};
            const bool known = std::ranges::any_of(
                lines, [&](const MelodyLine& other) { return same(other.notes, line.notes); });
            if (!line.notes.empty() && !known) lines.push_back(std::move(line));
        };
        add(name, part);
        std::set<std::pair<int, int>> voices;
        for (const Note& note : part.notes) voices.emplace(note.staff, note.voice);
        if (voices.size() > 1)
            for (const auto& [staff, voice] : voices) {
                Part one;
                for (const Note& note : part.notes)
                    if (note.staff == staff && note.voice == voice) one.notes.push_back(note);
                add(name + ", voice " + std::to_string(voice), one);
            }
        add(name + ", lowest notes", lowestOf(part));
        for (MelodyLine& line : lines) out.push_back(std::move(line));
    }
    return out;
}

}  // namespace arioso
