#pragma once

#include <filesystem>

namespace arioso::cli {

/// Whether a file's name ends as recordings do (WAV, FLAC, Ogg, AIFF), in capitals or not.
bool isSoundFile(const std::filesystem::path& path);

}  // namespace arioso::cli
