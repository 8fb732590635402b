#pragma once

#include <vector>

#include "src/score/repeats.h"

namespace arioso {

/// The same signs with a name for each segno and coda, and for each jump the name of the sign it
/// leads to, by the rules of playOrder: other programs find jumps' targets by name.
std::vector<RepeatSigns> nameSigns(std::vector<RepeatSigns> signs);

}  // namespace arioso
