#include "models/safetensors_header.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dsp/error.h"

namespace arioso::models {

namespace {

constexpr std::uint64_t kLargestHeader = 64U << 20U;
constexpr std::uint64_t kMostElements = 1ULL << 40U;
constexpr std::size_t kMostDimensions = 32;

[[noreturn]] void fail(const std::string& name, const std::string& text) {
    throw Error(ExitCode::Model, name + ": " + text);
}

/// Names come from the file: whatever they hold, the error stays one short line.
std::string inQuotes(const std::string& text) {
    constexpr std::size_t kShown = 60;
    return nlohmann::json(text.substr(0, kShown))
        .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

/// The library would silently convert negative and fractional numbers.
std::uint64_t wholeNumber(const nlohmann::json& value, const std::string& name,
                          const std::string& place) {
    if (!value.is_number_unsigned()) fail(name, place + "expected whole numbers, 0 or more");
    return value.get<std::uint64_t>();
}

SafetensorsEntry parseEntry(const std::string& file, const std::string& key,
                            const nlohmann::json& json, std::string_view data) {
    const std::string where = "tensor " + inQuotes(key) + ": ";
    SafetensorsEntry entry;
    entry.name = key;
    entry.dtype = json.at("dtype").get<std::string>();
    const std::uint64_t elementBytes = safetensorsElementBytes(entry.dtype);
    if (elementBytes == 0) fail(file, where + "unknown dtype " + inQuotes(entry.dtype));
    const auto& shape = json.at("shape");
    if (!shape.is_array() || shape.size() > kMostDimensions) {
        fail(file, where + "shape: expected a list of at most " + std::to_string(kMostDimensions) +
                       " dimensions");
    }
    std::uint64_t elements = 1;
    // Strides are products too, and a dimension of zero does not keep them small.
    std::uint64_t widest = 1;
    for (const auto& dimension : shape) {
        const std::uint64_t size = wholeNumber(dimension, file, where + "shape: ");
        if (std::max<std::uint64_t>(size, 1) > kMostElements / widest) {
            fail(file, where + "shape too large");
        }
        widest *= std::max<std::uint64_t>(size, 1);
        elements *= size;
        entry.shape.push_back(static_cast<std::int64_t>(size));
    }
    const auto& offsets = json.at("data_offsets");
    const std::uint64_t begin = wholeNumber(offsets.at(0), file, where + "data_offsets: ");
    const std::uint64_t end = wholeNumber(offsets.at(1), file, where + "data_offsets: ");
    if (begin > end || end > data.size()) {
        fail(file, where + "data lies outside the file (offsets " + std::to_string(begin) + " to " +
                       std::to_string(end) + ", " + std::to_string(data.size()) +
                       " bytes of data)");
    }
    if (end - begin != elements * elementBytes) {
        fail(file, where + "expected " + std::to_string(elements * elementBytes) +
                       " bytes, found " + std::to_string(end - begin));
    }
    entry.data = data.substr(begin, end - begin);
    return entry;
}

/// Shared bytes would let a small file ask for any amount of memory; the format forbids gaps too.
void checkThatDataIsFilled(const std::vector<SafetensorsEntry>& entries, std::string_view data,
                           const std::string& name) {
    const char* expected = data.data();
    for (const auto& entry : entries) {
        if (entry.data.data() != expected) {
            fail(name, "tensor " + inQuotes(entry.name) + ": expected its data at offset " +
                           std::to_string(expected - data.data()) + ", found " +
                           std::to_string(entry.data.data() - data.data()));
        }
        expected += entry.data.size();
    }
    const std::size_t used = static_cast<std::size_t>(expected - data.data());
    if (used != data.size()) {
        fail(name, "expected " + std::to_string(used) + " bytes of data, found " +
                       std::to_string(data.size()));
    }
}

}  // namespace

std::uint64_t safetensorsElementBytes(std::string_view dtype) noexcept {
    if (dtype == "U8") return 1;
    if (dtype == "F16" || dtype == "BF16" || dtype == "I16") return 2;
    if (dtype == "F32" || dtype == "I32") return 4;
    if (dtype == "F64" || dtype == "I64") return 8;
    return 0;
}

SafetensorsHeader parseSafetensorsHeader(std::string_view bytes, const std::string& name) {
    if (bytes.size() < 8) fail(name, "not a safetensors file: shorter than its length field");
    std::uint64_t headerSize = 0;
    for (unsigned i = 0; i < 8; ++i) {
        headerSize |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    if (headerSize > kLargestHeader || headerSize > bytes.size() - 8) {
        fail(name, "not a safetensors file: header of " + std::to_string(headerSize) +
                       " bytes in a file of " + std::to_string(bytes.size()));
    }
    const auto data = bytes.substr(8 + headerSize);
    SafetensorsHeader header;
    try {
        const auto json = nlohmann::json::parse(bytes.substr(8, headerSize));
        if (!json.is_object()) fail(name, "bad safetensors header: not a JSON object");
        for (const auto& [key, value] : json.items()) {
            if (key == "__metadata__") {
                header.metadata = value.get<std::map<std::string, std::string>>();
            } else {
                header.entries.push_back(parseEntry(name, key, value, data));
            }
        }
    } catch (const nlohmann::json::parse_error& e) {
        // Its text quotes what was read, which may be as long as the header.
        fail(name, "bad safetensors header: not JSON at byte " + std::to_string(8 + e.byte));
    } catch (const nlohmann::json::exception& e) {
        fail(name, std::string("bad safetensors header: ") + e.what());
    }
    std::ranges::sort(header.entries, [](const auto& a, const auto& b) {
        // Empty tensors stand before the one that begins at the same place.
        return std::pair(a.data.data(), a.data.size()) < std::pair(b.data.data(), b.data.size());
    });
    checkThatDataIsFilled(header.entries, data, name);
    return header;
}

}  // namespace arioso::models
