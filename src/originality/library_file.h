#pragma once

#include <filesystem>

#include "src/originality/music_library.h"

namespace arioso {

/// Writes an indexed library as a safetensors file of whole numbers, beside and then renamed.
/// Error(Output).
void writeLibraryFile(const std::filesystem::path& path, const MusicLibrary& library);

/// Maps such a file: 10⁵ pieces are asked in less than a second, since nothing but the titles is
/// read before it is needed. Everything that would lead outside the file is checked. Error(Input)
/// with file, what was expected and found.
MusicLibrary readLibraryFile(const std::filesystem::path& path);

/// Whether a file begins as one that writeLibraryFile wrote.
bool isLibraryFile(const std::filesystem::path& path);

}  // namespace arioso
