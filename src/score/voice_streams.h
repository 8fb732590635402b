#pragma once

#include <vector>

#include "src/score/notation.h"
#include "src/score/note_values.h"

namespace arioso {

/// What a voice does at one place of a bar: a chord, a grace note, or, without notes, a rest.
struct Slot {
    Beat at;
    Beat length;  ///< zero for grace notes
    std::vector<Segment> notes;
};

/// One voice of one bar, without overlaps or gaps but for what is written as rests.
struct VoiceStream {
    int voice = 1;
    int staff = 1;
    bool leads = false;  ///< the first of its staff: its rests are shown
    std::vector<Slot> slots;
};

/// Sorts the segments of a bar of that length into voices. Notes of one voice that overlap are cut
/// where the others begin and end, and tied. Every staff 1…staves has a stream, if only a rest.
std::vector<VoiceStream> voiceStreams(const std::vector<Segment>& segments, Beat length,
                                      int staves);

/// One of the tied values that a slot is written in.
struct WrittenPiece {
    NoteValue value;
    bool tupletStart = false;
    bool tupletStop = false;
};

/// The values of each slot, none for grace notes and for gaps that are not shown. A tuplet's
/// bracket reaches from its first value to where the bar is back on its beats.
std::vector<std::vector<WrittenPiece>> writtenPieces(const VoiceStream& stream);

/// Whether a slot is under a slur that leads on: its notes that end in it tell, else those that
/// begin in it, else the slot before, which was `open`.
bool underSlur(const Slot& slot, bool open);

/// Gives voices to the notes of parts that have none worth the name, as played ones do: each note
/// or chord takes the first of four voices that is free.
void separateVoices(Part& part);

}  // namespace arioso
