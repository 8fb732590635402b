#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dsp/audio_tags.h"
#include "dsp/watermark_key.h"
#include "src/synth/render_request.h"

namespace arioso {

/// Where a sound comes from, as JSON: the program and its version, the files it was made of (names
/// and SHA-256, never folders), the models with theirs, their licence and data, and the request
/// with its seed. What a score says of its own making (provenanceInScore) is under that input. The
/// same render gives the same document. `digitalSourceType` is the IPTC's term
/// for what trained networks made. `report` is Engine's; `modelFolders` hold the manifests.
/// Error(Model) if something that was read cannot be read again.
nlohmann::json provenanceOf(const RenderRequest& request, const nlohmann::json& report,
                            const std::vector<std::filesystem::path>& modelFolders);

/// Whether a request asks for a watermark.
bool wantsWatermark(const RenderRequest& request);
/// What a render's watermark says: the layout's version (8 bits, 1) and the first 56 bits of the
/// SHA-256 of its document, as written. The tags' reference begins with the same 14 digits.
std::uint64_t watermarkPayload(const std::string& document);
/// Who reads it: the public key, or that of the file named, whose last line end does not count.
/// Error(Input) if that cannot be read or is empty.
dsp::WatermarkKey readWatermarkKey(const std::string& publicOrFile);

/// The document as tags of an audio file.
dsp::AudioTags tagsOf(const nlohmann::json& provenance);

/// The document with what proves that a file is the one it tells of: its name, the digest of its
/// bytes and that of its samples (audioDigest), which survives another title.
nlohmann::json detachedProvenance(const nlohmann::json& provenance,
                                  const std::filesystem::path& audio);

}  // namespace arioso
