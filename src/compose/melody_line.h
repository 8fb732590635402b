#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "src/compose/melody_model.h"
#include "src/compose/study.h"
#include "src/score/score.h"

namespace arioso {

/// One line of a score as the melody VAE sees it.
struct StudiedLine {
    std::vector<StudyBar> bars;  ///< with their keys
    std::vector<StudyNote> line;
    std::vector<StudyChord> chords;
    bool chordsKnown = false;  ///< by symbols, or by other parts than the line's
};

/// A part without its lower staves, if it has any.
Part upperStaff(const Part& part);

/// Studies the upper line of a part's upper stave; keys and chords are those of the whole score.
StudiedLine studyLine(const Score& score, std::size_t part);

/// Index of the part that melodies are taken from: the one named (its name or id), else the tune,
/// else the first that is pitched. Error(Usage) names the parts there are, Error(Input) for a score
/// without notes.
std::size_t lineOfScore(const Score& score, const std::string& name);

/// Cells may only go on, rest or begin a note where these do: the rhythm stays.
std::vector<CellMask> rhythmMask(std::span<const int> cells);
/// Each cell as it is.
CellMask onlySymbol(int symbol);

/// What no cell may have.
struct AvoidedCells {
    std::set<int> pitchClasses;  ///< absolute
    bool chromatic = false;      ///< notes outside of the key's scale (minor with either seventh)
    bool rests = false;
    bool triplets = false;    ///< onsets on thirds of a beat, in simple metres
    bool sixteenths = false;  ///< onsets on places that only sixteenths have
};

/// By comma: notes as "F#" or "Bb", "chromatic", "rests", "triplets", "sixteenths". Error(Usage).
AvoidedCells parseAvoidedCells(const std::string& text);

/// Takes from a window's masks (one a cell) what is to be avoided in a key. What a mask has nothing
/// else for stays. Error(Usage) if no pitch is left at all.
void avoidCells(std::vector<CellMask>& allowed, const AvoidedCells& avoided,
                const MelodyCells& window, int tonic, bool minor);

/// Leaves the pitches from `lowest` to `highest` (MIDI).
void keepCompass(std::vector<CellMask>& allowed, int reference, int lowest, int highest);

}  // namespace arioso
