#include "src/explain/rule_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "src/compose/study.h"
#include "src/score/spelling.h"

namespace arioso {
namespace {

struct Line {
    std::string name;
    std::vector<StudyNote> notes;
    bool single = true;  ///< its part never sounds two notes at once
};

/// Broken chords of a keyboard leap as they please.
bool soundsSingly(const Part& part) {
    Beat end;
    for (const Note& note : part.notes) {
        if (note.grace != Grace::None) continue;
        if (note.onset < end) return false;
        end = note.onset + note.duration;
    }
    return true;
}

std::string noteName(int pitch) {
    static constexpr std::array kNames = {"C",  "C#", "D",  "Eb", "E",  "F",
                                          "F#", "G",  "Ab", "A",  "Bb", "B"};
    return fmt::format("{}{}", kNames[static_cast<std::size_t>((pitch % 12 + 12) % 12)],
                       pitch / 12 - 1);
}

Beat beatOf(int tick) {
    return Beat{tick, kTicks};
}

const StudyNote* soundingAt(const Line& line, int tick) {
    const auto after = std::ranges::upper_bound(line.notes, tick, {}, &StudyNote::onset);
    if (after == line.notes.begin()) return nullptr;
    const StudyNote& note = *std::prev(after);
    return tick < note.onset + note.duration ? &note : nullptr;
}

/// Both lines begin a note here and had begun one before.
void parallels(const Line& upper, const Line& lower, std::vector<RuleMark>& out) {
    for (std::size_t i = 1; i < upper.notes.size(); ++i) {
        const StudyNote& now = upper.notes[i];
        const StudyNote& before = upper.notes[i - 1];
        const StudyNote* under = soundingAt(lower, now.onset);
        const StudyNote* underBefore = soundingAt(lower, now.onset - 1);
        if (under == nullptr || underBefore == nullptr || under->onset != now.onset) continue;
        const int was = before.pitch - underBefore->pitch;
        const int is = now.pitch - under->pitch;
        if (was != is || now.pitch == before.pitch || is < 0) continue;
        const int size = is % 12;
        if (size != 0 && size != 7) continue;
        const char* rule = size == 7 ? "parallel fifths"
                           : is == 0 ? "parallel unisons"
                                     : "parallel octaves";
        const char* term = size == 7 ? "ar:parallel-fifths" : "ar:parallel-octaves";
        out.push_back({static_cast<std::size_t>(now.bar), beatOf(now.onset), rule,
                       fmt::format("{} {}–{} over {} {}–{}", upper.name, noteName(before.pitch),
                                   noteName(now.pitch), lower.name, noteName(underBefore->pitch),
                                   noteName(under->pitch)),
                       term});
    }
}

void leaps(const Line& line, const std::vector<StudyBar>& bars, std::vector<RuleMark>& out) {
    for (std::size_t i = 1; i < line.notes.size(); ++i) {
        const StudyNote& now = line.notes[i];
        const StudyNote& before = line.notes[i - 1];
        if (now.onset > before.onset + before.duration) continue;  // a rest between
        const int step = now.pitch - before.pitch;
        const int size = std::abs(step);
        const StudyBar& bar = bars[static_cast<std::size_t>(now.bar)];
        const auto degree = [&](int pitch) { return ((pitch - bar.tonic) % 12 + 12) % 12; };
        const char* rule = nullptr;
        const char* term = nullptr;
        const auto is = [&](const char* name, const char* statement) {
            rule = name;
            term = statement;
        };
        if (size == 6) is("tritone leap", "ar:melodic-tritone");
        if (size > 12) is("leap of more than an octave", "ar:leap-beyond-octave");
        // In minor, from the sixth degree to the raised seventh or back.
        if (size == 3 && bar.minor &&
            std::minmax(degree(now.pitch), degree(before.pitch)) == std::minmax(8, 11))
            is("augmented second", "ar:augmented-second");
        if (rule == nullptr) continue;
        out.push_back(
            {static_cast<std::size_t>(now.bar), beatOf(now.onset), rule,
             fmt::format("{} {}–{}", line.name, noteName(before.pitch), noteName(now.pitch)),
             term});
    }
}

}  // namespace

std::vector<RuleMark> ruleMarks(const Score& score) {
    const StudyPiece study = studyScore(score);
    std::vector<Line> lines;
    for (const Part& part : score.parts) {
        if (part.percussion || part.notes.empty()) continue;
        lines.push_back({part.name.empty() ? part.id : part.name, tuneOf(part, study.bars),
                         soundsSingly(part)});
    }
    std::vector<RuleMark> out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].single) leaps(lines[i], study.bars, out);
        for (std::size_t j = i + 1; j < lines.size(); ++j) parallels(lines[i], lines[j], out);
    }
    std::ranges::stable_sort(out, [](const RuleMark& a, const RuleMark& b) { return a.at < b.at; });
    return out;
}

}  // namespace arioso
