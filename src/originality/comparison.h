#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/originality/known_run.h"
#include "src/originality/music_library.h"
#include "src/score/score.h"

namespace arioso {

/// In what two pieces are alike.
enum class Facet { Melody, Harmony, Rhythm };

/// "melody", "harmony", "rhythm".
std::string nameOf(Facet facet);
/// What a shared run of a facet is counted in: "notes", "chords", "bars".
std::string unitOf(Facet facet);
/// A share of pieces in two digits, since it is no better known: "in one piece of 2,700".
std::string chanceText(double chance);

/// What of a piece is compared.
struct ComparedMusic {
    std::vector<MelodyLine> lines;
    PieceSymbols symbols;
};

/// A run that is shared, and how much it tells.
struct RatedRun {
    std::size_t line = 0;   ///< of ComparedMusic, melodies alone
    std::size_t piece = 0;  ///< of the library's tunes, harmonies or rhythms
    std::size_t count = 0;  ///< notes, changes of chords or bars
    std::size_t from = 0;
    std::size_t theirFrom = 0;
    double bits = 0.0;
};

/// The shared runs of one facet, the most telling first, no note or symbol in two of them.
/// `own`: the library is the one that the chances were counted in.
std::vector<RatedRun> ratedRuns(Facet facet, const ComparedMusic& music,
                                const MusicLibrary& library, const ChanceTables& chances, bool own);
/// Stretches of a facet between which chance is reckoned: of the piece and of the library.
std::size_t stretchesOf(Facet facet, const ComparedMusic& music);
std::size_t stretchesOf(Facet facet, const MusicLibrary& library);
/// The model and the scale of a facet.
const ChanceModel& modelOf(Facet facet, const ChanceTables& chances);
const ChanceScale& scaleOf(Facet facet, const ChanceScales& scales);

/// A shared run as a reader finds it.
struct SharedFigure {
    Facet facet = Facet::Melody;
    KnownRun place;     ///< `notes` counts notes, chords or bars; `line` is empty for harmony
    double bits = 0.0;  ///< information under the chance model
    double chance =
        1.0;  ///< share of pieces that have so rare a run in common with so many by chance
};

/// A piece that has much in common with a score.
struct NearPiece {
    std::string title;
    std::string composer;
    double share = 0.0;  ///< 0…1, SymbolLikeness::share
};

/// A score beside a library.
struct Comparison {
    std::vector<SharedFigure> figures;  ///< by facet, the least by chance first
    std::size_t stretches = 0;          ///< of TuneLibrary::kGram notes
    std::size_t known = 0;              ///< that the library has
    std::vector<NearPiece> harmonies;   ///< nearest first, three at most
    std::vector<NearPiece> rhythms;
};

/// What a score shares with a library. Tunes and their chords and rhythms come from melodyLines
/// and pieceSymbols. Thread: control.
Comparison compare(const Score& score, const MusicLibrary& library, const ChanceTables& chances,
                   bool own);

}  // namespace arioso
