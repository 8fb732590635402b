#pragma once

#include <string_view>

#include "src/score/articulation.h"

namespace arioso {

/// What an articulation's or ornament's symbol asks for, by its SMuFL name ("articStaccatoAbove")
/// or MuseScore's older one; None if it is not heard or not known.
Articulation symbolArticulation(std::string_view name);

}  // namespace arioso
