#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "dsp/error.h"
#include "models/safetensors_header.h"

/// libFuzzer entry: any bytes are read as the header of a weights file or refused with one line;
/// what was read claims no more memory than the file has bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(data, data + size);
    try {
        const auto header = arioso::models::parseSafetensorsHeader(bytes, "fuzz");
        std::size_t claimed = 0;
        for (const auto& entry : header.entries) claimed += entry.data.size();
        if (claimed > size) std::abort();
    } catch (const arioso::Error& error) {
        const std::string_view line = error.what();
        if (line.find_first_of("\n\r") != std::string_view::npos || line.size() > 1000)
            std::abort();
    }
    return 0;
}
