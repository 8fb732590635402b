#pragma once

#include <string>

#include "src/score/diagnostics.h"
#include "src/score/musicxml_model.h"
#include "src/score/reader.h"

namespace arioso {

/// Makes a Score of a written one: bars get their places, repeats are unfolded, ties joined, tempo
/// and dynamics settled, verses chosen, instruments named. Error(Input) when the unfolded piece
/// passes the limits. `written.frames` lengths are completed.
void assembleScore(WrittenScore& written, const std::string& name, const ReadOptions& options,
                   Score& score, Diagnostics& diagnostics);

}  // namespace arioso
