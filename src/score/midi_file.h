#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/score/reader.h"
#include "src/score/score.h"

namespace arioso {

/// One event of a Standard MIDI File. Channel messages: `status` with `data1`, `data2`. Meta
/// events: status 0xFF and their type in `data1`. System exclusive: 0xF0. The bytes of the latter
/// two are [offset, offset + length) of the file.
struct MidiEvent {
    std::int64_t tick = 0;
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::uint16_t track = 0;
    std::uint8_t status = 0;
    std::uint8_t data1 = 0;
    std::uint8_t data2 = 0;

    [[nodiscard]] bool isMeta(std::uint8_t type) const { return status == 0xFF && data1 == type; }
};

/// The unit of ticks: either a fraction of a quarter or, with SMPTE frames, of a second. Seconds
/// are laid on the default 120 quarters a minute.
struct MidiDivision {
    std::int64_t ticksPerUnit = 480;
    std::int64_t quartersPerUnit = 1;
    bool smpte = false;

    [[nodiscard]] Beat beat(std::int64_t tick) const;
};

/// All events of a file, tracks merged by time (type 2: one track after another).
struct MidiFile {
    int format = 0;
    int tracks = 0;
    MidiDivision division;
    std::vector<MidiEvent> events;
    std::vector<std::int64_t> trackEnds;  ///< ticks
    std::vector<std::string> warnings;    ///< what had to be mended
};

/// Parses the bytes (SMF Specification 1.1, MMA 1996; also inside RIFF, "RMID"). Wrong track
/// lengths, missing tracks and missing end-of-track are mended with a warning. Error(Input) if
/// nothing usable is there or the limits are passed.
MidiFile parseMidiFile(std::span<const std::byte> bytes, const std::string& name,
                       const ReadLimits& limits);

}  // namespace arioso
