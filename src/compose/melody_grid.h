#pragma once

#include <optional>
#include <span>
#include <vector>

#include "src/compose/study.h"

namespace arioso {

/// The grid of the melody VAE: six cells a felt beat. In simple metres they begin at twelfths 0, 3,
/// 4, 6, 8 and 9 of a quarter, so that sixteenths and triplets of eighths both have their places;
/// in compound metres at the six sixteenths of a dotted quarter.
inline constexpr int kBeatCells = 6;
inline constexpr int kMelodyBars = 2;  ///< bars of a window
/// Symbols of a cell: what sounds goes on, silence begins, or a pitch begins. A first cell says
/// "silence" even where it is silent before.
inline constexpr int kCellHold = 0;
inline constexpr int kCellRest = 1;
inline constexpr int kCellPitch = 2;     ///< first of the pitches
inline constexpr int kCellPitches = 36;  ///< three octaves; the tonic of reference is the 13th
inline constexpr int kCellSymbols = kCellPitch + kCellPitches;
/// Stands for cells before a window that are not known.
inline constexpr int kCellUnknown = kCellSymbols;

/// A bar of felt beats: quarters, or dotted quarters.
struct MelodyMetre {
    int beats = 4;  ///< 1…4
    bool compound = false;

    [[nodiscard]] int beatTicks() const { return compound ? 18 : kTicks; }
    [[nodiscard]] int barTicks() const { return beats * beatTicks(); }
    [[nodiscard]] int windowBeats() const { return kMelodyBars * beats; }
    [[nodiscard]] int windowCells() const { return windowBeats() * kBeatCells; }
    /// 0…7, to tell them apart.
    [[nodiscard]] int index() const { return beats - 1 + (compound ? 4 : 0); }
    static MelodyMetre fromIndex(int index) { return {index % 4 + 1, index >= 4}; }
    bool operator==(const MelodyMetre&) const = default;
};
inline constexpr int kMelodyMetres = 8;

/// Felt beats of a whole bar: one to four quarters (2/2 counts as four), or 3/8, 6/8, 9/8, 12/8;
/// nothing for other metres and for parts of bars.
std::optional<MelodyMetre> melodyMetre(const StudyBar& bar);

/// Ticks from the beginning of a window to a cell.
int cellTick(const MelodyMetre& metre, int cell);
/// The cell whose beginning is nearest to a tick from the window's beginning; may lie outside.
int nearestCell(const MelodyMetre& metre, int tick);

/// MIDI pitch of the tonic from which a melody's pitches are counted: the one within the octave
/// below its median pitch.
int referenceTonic(std::span<const StudyNote> melody, int tonic);
/// Symbol of a pitch; what lies beyond the three octaves is moved by octaves.
int pitchSymbol(int pitch, int reference);
inline int symbolPitch(int symbol, int reference) {
    return symbol - kCellPitch - 12 + reference;
}

/// Two bars of a melody as cells (or the `beats` from a tick on).
struct MelodyCells {
    int start = 0;  ///< tick
    MelodyMetre metre;
    int reference = 60;
    std::vector<int> cells;
};

/// The cells of `beats` beats from tick `start` on. Of two notes that fall on one cell the first
/// stays.
std::vector<int> cellsOf(std::span<const StudyNote> melody, int start, const MelodyMetre& metre,
                         int beats, int reference);
/// The notes of windows. One that is held into a window that follows at once is one note; what goes
/// on from before others is none.
std::vector<StudyNote> notesOf(std::span<const MelodyCells> windows);

/// Numbers that the VAE is told of a beat: metre, place in the bar, bar of the window, mode; and,
/// to the decoder alone, the pitch classes of its chord and whether there is one.
inline constexpr int kBeatConditions = kMelodyMetres + 4 + kMelodyBars + 1;
inline constexpr int kChordConditions = 13;
/// Bit p: pitch class p above the tonic is in the chord; -1 = no chord.
using BeatChord = int;

/// kBeatConditions + kChordConditions values for each beat of a window. `minor` from 0 to 1;
/// `chords` one a beat, or none.
std::vector<float> melodyConditions(const MelodyMetre& metre, float minor,
                                    std::span<const BeatChord> chords);

/// The chord of each beat of a window from tick `start` on, from the tonic up.
std::vector<BeatChord> beatChords(std::span<const StudyChord> chords, int start,
                                  const MelodyMetre& metre, int tonic);

}  // namespace arioso
