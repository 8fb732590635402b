#pragma once

#include <string>

#include "src/score/score.h"
#include "src/show/canvas.h"

namespace arioso {

/// A score as a piano roll: time to the right, pitch upwards, a colour a part, loudness as depth of
/// colour; bars with their numbers, chord symbols, tempo, dynamics, and words on lines of their own
/// under the notes they are sung on. PDF has pages, the others are one long page. Error(Output) if
/// the piece is too long for pixels.
std::string drawPianoRoll(const Score& score, PictureKind kind);

}  // namespace arioso
