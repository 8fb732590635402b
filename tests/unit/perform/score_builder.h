#pragma once

#include "src/score/score.h"

namespace arioso::testing {

/// A quarter note at 120 a minute unless said otherwise.
inline Note noteAt(double beat, double pitch, double quarters = 1.0) {
    Note note;
    note.onset = Beat::fromDouble(beat);
    note.duration = Beat::fromDouble(quarters);
    note.pitch = pitch;
    return note;
}

inline Note markedAt(double beat, double pitch, double quarters, Articulation marks) {
    Note note = noteAt(beat, pitch, quarters);
    note.articulation = marks;
    return note;
}

inline Score scoreOf(std::vector<Note> notes, int program = 0) {
    Score score;
    Part& part = score.parts.emplace_back();
    part.id = "P1";
    part.name = "Part";
    part.program = program;
    part.notes = std::move(notes);
    score.tempos.push_back({Beat(), 120.0, false});
    return score;
}

}  // namespace arioso::testing
