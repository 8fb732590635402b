#pragma once

#include <filesystem>

#include "src/provenance/manifest_store.h"

namespace arioso {

/// Puts a signed C2PA manifest into a WAV or FLAC file that is complete otherwise. Reads the file
/// once; takes memory for a block of it. Error(Output); then the file has no manifest that anyone
/// would believe, and should be thrown away.
void signAudio(const std::filesystem::path& path, const ManifestContent& content,
               const SigningIdentity& identity);

}  // namespace arioso
