#pragma once

#include <string>

#include "src/score/score.h"

namespace arioso {

/// A score as MusicXML 4.0, part-wise, UTF-8. Repeats are written as signs where the score knows
/// them and the page read back plays the same notes and words; otherwise bar after bar as played.
/// Controllers other than pedal, and the volume and pan at the start, have no place in the format.
std::string writeMusicXml(const Score& score);

/// The same as a compressed .mxl container. Error(Processing) if it cannot be packed.
std::string writeMxl(const Score& score);

}  // namespace arioso
