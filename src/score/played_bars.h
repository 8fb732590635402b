#pragma once

#include <string>
#include <vector>

#include "src/score/mark_line.h"
#include "src/score/musicxml_model.h"
#include "src/score/reader.h"

namespace arioso {

/// A written bar, or the part of it between two barlines, as it is played.
struct PlayedPiece {
    std::size_t bar = 0;
    int pass = 1;
    PlayedSpan span;        ///< written places count from the start of the piece
    bool closesBar = true;  ///< holds what stands at the bar's very end
};

struct PlayedBars {
    std::vector<PlayedPiece> pieces;
    std::vector<Beat> starts;  ///< of written bars, in written time; one more for the end
    std::vector<int> plays;    ///< how often each written bar is reached
};

/// Unfolds the bars of a written score. Error(Input) when the result passes the limits.
PlayedBars unfoldBars(std::vector<BarFrame>& frames, const std::string& name,
                      const ReadLimits& limits);

}  // namespace arioso
