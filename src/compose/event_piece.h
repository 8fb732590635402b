#pragma once

#include <vector>

#include "src/compose/event_vocabulary.h"
#include "src/score/score.h"

namespace arioso {

/// Key that the pitches of events are counted from.
struct EventKey {
    int tonic = 0;  ///< pitch class
    bool minor = false;
    bool operator==(const EventKey&) const = default;
    /// Semitones that are taken from a sounding pitch, -5…6.
    [[nodiscard]] int shift() const { return tonic > 6 ? tonic - 12 : tonic; }
};

/// A line of cells: a part, or a stave of it, or the chord symbols.
struct EventLane {
    events::LaneKind kind = events::LaneKind::Keys;
    int part = 0;   ///< index into Score::parts; -1 for chord symbols
    int staff = 0;  ///< 0 = all staves
    bool operator==(const EventLane&) const = default;
};

struct EventBar {
    int beats = 4;
    int beatType = 4;
    int length = 48;    ///< ticks
    int signature = 0;  ///< major tonic of its key signature above that of the piece's key, 0…11
    int section = -1;   ///< letter of the section that it begins, from 0; -1 = goes on
    std::vector<std::vector<int>> cells;  ///< symbols by lane
    bool operator==(const EventBar&) const = default;
};

/// A score, or some bars of it, as the sequence models see it. What it holds is held exactly: notes
/// on the grid of kTicks with whole semitones, lengths, eight classes of velocity, chord symbols of
/// nine kinds, metres, key signatures; where marks are given, stresses of syllables and letters of
/// sections. Words, names and voices of a stave stay with the score.
struct EventPiece {
    EventKey key;
    int density = events::kAny;  ///< Level: notes a quarter
    int tempo = events::kAny;    ///< Level: quarters a minute
    int mood = events::kAny;     ///< Mood
    bool worded = false;         ///< cells tell the syllables of sung lanes
    std::vector<EventLane> lanes;
    std::vector<EventBar> bars;
    bool atEnd = false;  ///< the last bar is the piece's last
    bool operator==(const EventPiece&) const = default;
};

/// What a score's notes do not say by themselves.
struct EventMarks {
    /// By measure: letter of the section that it begins, from 0, or -1. Empty = not known.
    std::vector<int> sections;
    /// By part and note: 0 light, 1 stressed, 2 of unknown stress, -1 = begins no syllable. Empty =
    /// no words.
    std::vector<std::vector<int>> syllables;
};

/// Key of every bar of a score (see findKeys).
std::vector<EventKey> barKeys(const Score& score);
/// The commonest of the keys of bars [first, first + count).
EventKey commonestKey(const std::vector<EventKey>& keys, std::size_t first, std::size_t count);

/// The lanes of a score, in order of its parts; chord symbols first.
std::vector<EventLane> lanesOf(const Score& score);

/// Bars [first, first + count) as events, to the nearest place of the grid: what is shorter than a
/// tick becomes a tick, grace notes are left out, pitches outside the piano are moved by octaves.
/// Notes are in the bar that they begin in. Error(Processing) for a bar longer than eight quarters.
EventPiece eventsOf(const Score& score, const EventKey& key, std::size_t first, std::size_t count,
                    const EventMarks& marks = {});
/// All of it, in its commonest key.
EventPiece eventsOf(const Score& score);

/// The score that events tell of; lanes become parts, two staves of a keyboard one.
Score scoreOf(const EventPiece& piece);

/// A note of a cell.
struct EventNote {
    int onset = 0;  ///< ticks from the bar's start
    int duration = 1;
    int pitch = 60;     ///< from the tonic: sounding minus EventKey::shift; drums as they are
    int level = -1;     ///< velocity class, or -1
    int syllable = -1;  ///< as in EventMarks; notes that begin and end together share it
    bool operator==(const EventNote&) const = default;
};

/// Symbols of notes, in the one order that is used: by onset, the longest first, from below.
std::vector<int> cellOf(std::vector<EventNote> notes);
/// The reverse; symbols out of place are passed over.
std::vector<EventNote> notesOf(const std::vector<int>& cell);

/// The same music, counted from another tonic.
EventPiece inKey(EventPiece piece, const EventKey& key);
/// Moves everything by semitones.
EventPiece transposed(EventPiece piece, int semitones);
/// Leaves out lanes in which nothing sounds.
EventPiece withoutSilentLanes(EventPiece piece);
/// Whether a cell tells a syllable.
bool tellsWords(const EventPiece& piece);
/// The same without syllables.
EventPiece withoutSyllables(EventPiece piece);
/// The same without letters of sections.
EventPiece withoutSections(EventPiece piece);
/// Sets `density` from the notes.
void measureDensity(EventPiece& piece);
/// Level of a tempo, and the tempo that stands for it.
int tempoLevel(double quartersPerMinute);
double tempoOf(int level);

}  // namespace arioso
