#pragma once

#include <functional>
#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/make.h"
#include "tools/corpus/score_library.h"

namespace arioso::corpus {

/// A piece that is to be made: what is played, not yet how it sounds.
struct Piece {
    std::string id;
    std::string split;
    std::string source;
    const Instrument* instrument = nullptr;
    std::function<PerformedPart()> play;  ///< deterministic; called on a worker thread
};

/// Études for one instrument until `seconds`, counted on, reaches what is asked for.
std::vector<Piece> etudePieces(const MakeOptions& options, const Instrument& instrument,
                               double& seconds);

/// Excerpts of scores, as written for the instrument or re-orchestrated to it at random, varied in
/// tempo, key, dynamics, tuning and timing. Stops early when the library has nothing that fits.
std::vector<Piece> scorePieces(const MakeOptions& options, const ScoreLibrary& library,
                               const Instrument& instrument, double& seconds);

/// Seconds of audio that a part fills: its notes, and as much of the last release as can be heard.
double soundingSeconds(const PerformedPart& part, const Instrument& instrument);

}  // namespace arioso::corpus
