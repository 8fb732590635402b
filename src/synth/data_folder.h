#pragma once

#include <filesystem>

namespace arioso {

/// The folder that holds configs/ and models/: `requested` if not empty, $ARIOSO_DATA_DIR,
/// share/arioso beside the running program or library, the installed place, the source tree. Empty
/// if there is none. Error(Usage) if a folder that was asked for holds no configs/instruments.toml.
std::filesystem::path findDataFolder(const std::filesystem::path& requested);

}  // namespace arioso
