#pragma once

#include <string>

namespace arioso {

/// Name of a General MIDI level 1 program, 0-based ("Acoustic Grand Piano" … "Gunshot"); empty
/// outside 0…127.
std::string gmProgramName(int program);

}  // namespace arioso
