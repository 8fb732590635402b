#include <algorithm>
#include <string>

#include "src/compose/endless_composer.h"

namespace arioso {
namespace {

/// The state that a phrase sets at its start is written once more only if it is another.
bool sameTempo(const TempoChange& a, const TempoChange& b) {
    return !a.ramp && !b.ramp && a.quartersPerMinute == b.quartersPerMinute;
}

Part& partLike(Score& whole, const Part& part) {
    for (Part& known : whole.parts)
        if (known.id == part.id) return known;
    Part added = part;
    added.notes.clear();
    added.dynamics.clear();
    added.controls.clear();
    added.programs.clear();
    whole.parts.push_back(added);
    return whole.parts.back();
}

/// The program that a part has at its end.
int programAtEnd(const Part& part) {
    return part.programs.empty() ? part.program : part.programs.back().program;
}

}  // namespace

void appendScore(Score& whole, const Score& phrase) {
    Beat at;
    for (const Measure& measure : whole.measures) at = std::max(at, measure.start + measure.length);
    const auto bars = static_cast<int>(whole.measures.size());
    if (whole.title.empty()) whole.title = phrase.title;
    if (whole.composer.empty()) whole.composer = phrase.composer;
    int written = -1;
    for (const Measure& measure : whole.measures) written = std::max(written, measure.written);
    for (Measure measure : phrase.measures) {
        measure.start = measure.start + at;
        measure.written += written + 1;
        measure.number = std::to_string(whole.measures.size() + 1);
        whole.measures.push_back(measure);
    }
    for (TempoChange tempo : phrase.tempos) {
        tempo.at = tempo.at + at;
        if (whole.tempos.empty() || !sameTempo(whole.tempos.back(), tempo))
            whole.tempos.push_back(tempo);
    }
    for (SwingChange swing : phrase.swings) {
        swing.at = swing.at + at;
        const bool same = !whole.swings.empty() && whole.swings.back().first == swing.first &&
                          whole.swings.back().unit == swing.unit;
        if (!same) whole.swings.push_back(swing);
    }
    for (ChordSymbol chord : phrase.chords) {
        chord.at = chord.at + at;
        whole.chords.push_back(chord);
    }
    for (const Part& part : phrase.parts) {
        Part& to = partLike(whole, part);
        if (programAtEnd(to) != part.program) to.programs.push_back({at, part.program, 0});
        for (Note note : part.notes) {
            note.onset = note.onset + at;
            note.measure += bars;
            to.notes.push_back(note);
        }
        for (DynamicMark mark : part.dynamics) {
            mark.at = mark.at + at;
            to.dynamics.push_back(mark);
        }
        for (ControlChange control : part.controls) {
            control.at = control.at + at;
            to.controls.push_back(control);
        }
        for (ProgramChange program : part.programs) {
            program.at = program.at + at;
            to.programs.push_back(program);
        }
    }
}

}  // namespace arioso
