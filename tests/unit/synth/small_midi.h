#pragma once

#include <string>
#include <vector>

namespace arioso::tests {

struct MidiNote {
    double onset = 0.0;  ///< seconds
    double offset = 0.0;
    int key = 60;
};

/// Writes a MIDI file at 120 quarters a minute with a track and a program (0-based) for each part.
void writeMidi(const std::string& path, const std::vector<std::vector<MidiNote>>& parts,
               const std::vector<int>& programs);

}  // namespace arioso::tests
