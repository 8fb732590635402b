#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace arioso::models {

/// Where one tensor lies in a safetensors file.
struct SafetensorsEntry {
    std::string name;
    std::string dtype;                ///< as the format names it: F16, BF16, F32, F64, I16 …
    std::vector<std::int64_t> shape;  ///< empty = a scalar
    std::string_view data;            ///< its bytes, row by row, inside the file's
};

/// What a safetensors file says of itself.
struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries;  ///< in the order of their bytes
    std::map<std::string, std::string> metadata;
};

/// Bytes an element, 0 for a type that this program does not read.
std::uint64_t safetensorsElementBytes(std::string_view dtype) noexcept;

/// Reads and checks the header of a safetensors file (format of Hugging Face's safetensors 0.3)
/// without LibTorch and without allocating what it claims: the tensors fill the data exactly, none
/// shares a byte with another, and their shapes fit. `bytes` is the whole file and must outlive the
/// result; `name` stands for it in error texts. Error(Model), one line.
SafetensorsHeader parseSafetensorsHeader(std::string_view bytes, const std::string& name);

}  // namespace arioso::models
