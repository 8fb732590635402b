#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "dsp/audio_tags.h"
#include "src/synth/render_request.h"

namespace arioso {

/// Where a sound comes from, as JSON: the program and its version, the files it was made of (names
/// and SHA-256, never folders), the models with theirs, their licence and data, and the request
/// with its seed. The same render gives the same document. `digitalSourceType` is the IPTC's term
/// for what trained networks made. `report` is Engine's; `modelFolders` hold the manifests.
/// Error(Model) if something that was read cannot be read again.
nlohmann::json provenanceOf(const RenderRequest& request, const nlohmann::json& report,
                            const std::vector<std::filesystem::path>& modelFolders);

/// The document as tags of an audio file.
dsp::AudioTags tagsOf(const nlohmann::json& provenance);

/// The document with what proves that a file is the one it tells of: its name, the digest of its
/// bytes and that of its samples (audioDigest), which survives another title.
nlohmann::json detachedProvenance(const nlohmann::json& provenance,
                                  const std::filesystem::path& audio);

}  // namespace arioso
