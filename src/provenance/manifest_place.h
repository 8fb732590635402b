#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "src/provenance/digest.h"

namespace arioso {

/// Where the manifest store of an audio file lies.
struct ManifestPlace {
    ByteRange store;     ///< the store's own bytes
    ByteRange excluded;  ///< what its data hash leaves out: the whole chunk in WAV
};

/// The place in a WAV file (a chunk named C2PA of RIFF) or a FLAC file (GEOB frame of an ID3v2 tag
/// that lies before the stream); nothing if there is none, or the file is another. Error(Input).
std::optional<ManifestPlace> findManifest(const std::filesystem::path& path);

/// Makes room for a store of so many bytes in a WAV or FLAC file that has none, and fills it with
/// zeros. WAV: a chunk at the end, in place. FLAC: the stream is copied behind a new tag and
/// renamed over the file; a tag that is there already is an error. Error(Output) for another kind
/// of file, or WAV beyond RIFF's 4 GiB; then the file is as it was.
ManifestPlace makeRoomForManifest(const std::filesystem::path& path, std::uint32_t bytes);

/// Puts a store where room was made for it, and syncs. Error(Output).
void fillManifest(const std::filesystem::path& path, const ManifestPlace& place,
                  std::string_view store);

}  // namespace arioso
