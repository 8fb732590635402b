#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "src/compose/melody_grid.h"

namespace arioso::train {

/// Two bars of a piece's tune on the grid of the melody VAE.
struct MelodyWindow {
    std::vector<std::uint8_t> cells;
    std::array<std::uint8_t, kBeatCells>
        past{};                        ///< the beat before; kCellUnknown at the beginning
    std::vector<std::int16_t> chords;  ///< BeatChord of each beat
    std::uint8_t metre = 0;            ///< MelodyMetre::index()
    bool minor = false;
    std::uint32_t piece = 0;  ///< number within its list

    [[nodiscard]] MelodyMetre melodyMetre() const { return MelodyMetre::fromIndex(metre); }
    [[nodiscard]] std::vector<int> cellList() const { return {cells.begin(), cells.end()}; }
};

struct MelodyCorpusSet {
    std::vector<MelodyWindow> windows;
    std::size_t pieces = 0;
};

/// Windows of all tunes, split as readStudyCorpus splits; validation are single works of the
/// training composers.
struct MelodyCorpus {
    MelodyCorpusSet training;
    MelodyCorpusSet validation;
    MelodyCorpusSet heldOut;
    std::size_t files = 0;
    std::size_t unreadable = 0;
    std::size_t duplicates = 0;
    std::size_t onsets = 0;   ///< of the training and validation tunes, in bars that the grid knows
    std::size_t offGrid = 0;  ///< of these, between two cells' beginnings
    std::size_t collided = 0;  ///< of these, on a cell that has another already
};

/// Reads every score below `folders`. A tune is what studyScore takes for one; where it finds none,
/// the upper line of the first pitched part. A window begins at every bar that is followed by one
/// of its metre and has two onsets with it, pitches counted from the tonic of its first bar; where
/// the piece's commonest key is another, it is there a second time in that. Error(Input) for a
/// folder that is not there.
MelodyCorpus readMelodyCorpus(const std::vector<std::filesystem::path>& folders, double heldOut,
                              int threads);

/// The conditions of a window, with its chords or without.
std::vector<float> conditionsOf(const MelodyWindow& window, bool chords);

}  // namespace arioso::train
