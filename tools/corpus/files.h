#pragma once

#include <filesystem>
#include <string>

namespace arioso::corpus {

/// Lower-case hexadecimal SHA-256 of a file's bytes. Error(Input) if it cannot be read.
std::string sha256OfFile(const std::filesystem::path& path);

/// Whole file as text. Error(Input) if it cannot be read.
std::string readText(const std::filesystem::path& path);

/// Writes beside the final name and renames: the file is whole or not there. Error(Output).
void writeTextAtomically(const std::filesystem::path& path, const std::string& text);

/// Makes a folder and its parents. Error(Output).
void makeFolder(const std::filesystem::path& path);

}  // namespace arioso::corpus
