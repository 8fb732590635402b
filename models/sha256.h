#pragma once

#include <filesystem>
#include <string>

namespace arioso::models {

/// SHA-256 of a file as lower-case hex (OpenSSL). Error(Model) if it cannot be read.
std::string sha256File(const std::filesystem::path& path);
/// Of a text.
std::string sha256Text(const std::string& text);

}  // namespace arioso::models
