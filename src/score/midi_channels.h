#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "src/score/diagnostics.h"
#include "src/score/midi_file.h"
#include "src/score/score.h"

namespace arioso {

/// What one channel of one track plays: the raw material of a Part. `notes`, `controls` and
/// `programs` are sorted; notes of the same key never overlap.
struct MidiStrand {
    int track = 0;
    int channel = 0;
    Part part;
    std::vector<std::int64_t> onsetTicks;  ///< parallel to part.notes
};

/// Follows the state of every channel (bank, RPN, bend range, drum mode by channel 10, GM2, GS and
/// XG) through the merged events and returns the strands that have notes, in track and channel
/// order. Names and lyrics are not set. Error(Input) when the limits are passed.
std::vector<MidiStrand> readMidiStrands(const MidiFile& file, std::span<const std::byte> bytes,
                                        const std::string& name, const ReadLimits& limits,
                                        Diagnostics& diagnostics);

}  // namespace arioso
