#include <cstddef>
#include <cstdint>
#include <string>

#include "dsp/error.h"
#include "src/lyrics/lyrics.h"

/// libFuzzer entry: any bytes are read as plain or timed lyrics or refused with arioso::Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    try {
        arioso::parseLyrics(text, "fuzz");
    } catch (const arioso::Error&) {
        return 0;
    }
    return 0;
}
