#pragma once

#include <string>

#include "src/score/repeats.h"

namespace arioso {

/// The mode that a user names: "written", "all" or "none". Error(Usage) otherwise.
RepeatMode parseRepeatMode(const std::string& name);

}  // namespace arioso
