#pragma once

#include <string>

namespace arioso {

/// A MusicXML text as a compressed .mxl container. Error(Processing) if it cannot be packed.
std::string packMxl(const std::string& music);

}  // namespace arioso
