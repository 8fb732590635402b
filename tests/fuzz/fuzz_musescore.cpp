#include <cstddef>
#include <cstdint>

#include "dsp/error.h"
#include "src/score/midi_writer.h"
#include "src/score/reader.h"

/// libFuzzer entry: any bytes (text or .mscz) are read or refused with arioso::Error, and what was
/// read can be written as MIDI.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    arioso::ReadOptions options;
    options.limits.fileBytes = 4U << 20U;
    options.limits.notes = 20'000;
    try {
        const arioso::Score score =
            arioso::readMuseScore(std::as_bytes(std::span(data, size)), "fuzz", options);
        arioso::writeMidi(score);
    } catch (const arioso::Error&) {
        return 0;
    }
    return 0;
}
