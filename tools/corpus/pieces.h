#pragma once

#include <string>
#include <vector>

#include "src/condition/instruments.h"
#include "src/perform/performance.h"
#include "tools/corpus/make.h"

namespace arioso::corpus {

/// A piece that is to be made: what is played, not yet how it sounds.
struct Piece {
    std::string id;
    std::string split;
    std::string source;
    const Instrument* instrument = nullptr;
    std::function<PerformedPart()> play;  ///< deterministic; called on a worker thread
};

/// Études that fill each of `instruments` up to the seconds asked for.
std::vector<Piece> etudePieces(const MakeOptions& options,
                               const std::vector<const Instrument*>& instruments);

/// Seconds of audio that a part fills: its notes, and as much of the last release as can be heard.
double soundingSeconds(const PerformedPart& part, const Instrument& instrument);

}  // namespace arioso::corpus
