#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "src/score/reader.h"

namespace arioso {

/// readAbc() for text of a file: "%%abc-include FILE" is followed in `folder` and below, nowhere
/// else. What cannot be included is named in the score's diagnostics.
Score readAbcIn(const std::filesystem::path& folder, std::span<const std::byte> bytes,
                const std::string& name, const ReadOptions& options);

}  // namespace arioso
