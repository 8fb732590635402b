#pragma once

#include <string>
#include <vector>

#include "src/score/diagnostics.h"
#include "src/score/mark_line.h"
#include "src/score/musicxml_model.h"
#include "src/score/reader.h"

namespace arioso {

/// A written bar, or the part of it between two barlines, as it is played.
struct PlayedPiece {
    std::size_t bar = 0;
    int pass = 1;
    int written = 0;        ///< place among all pieces in the order of the page
    PlayedSpan span;        ///< written places count from the start of the piece
    bool closesBar = true;  ///< holds what stands at the bar's very end
};

struct PlayedBars {
    std::vector<PlayedPiece> pieces;
    std::vector<Beat> starts;        ///< of written bars, in written time; one more for the end
    std::vector<int> plays;          ///< how often each written bar is reached
    std::vector<RepeatSigns> signs;  ///< by PlayedPiece::written
};

/// Unfolds the bars of a written score. A form that never seems to end is cut at a length beyond
/// any piece of music, with a remark. Error(Input) when even the bars themselves pass the limits.
PlayedBars unfoldBars(std::vector<BarFrame>& frames, const std::string& name,
                      const ReadOptions& options, Diagnostics& diagnostics);

}  // namespace arioso
