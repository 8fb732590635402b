#pragma once

#include <filesystem>
#include <string>

namespace arioso {

/// The bytes of a composing model and the file they came from.
struct ComposerWeights {
    std::filesystem::path file;
    std::string bytes;
};

/// Reads the weights that `folder`/manifest.json names under models.`name`, checking format and
/// sha256. Error(Model) names file, field, expected and found.
ComposerWeights readComposerWeights(const std::filesystem::path& folder, const std::string& name);

/// Writes `bytes` as `folder`/`name`.safetensors and names it in the manifest, whose other entries
/// stay. Error(Output), or Error(Model) for a manifest that cannot be understood.
void writeComposerWeights(const std::filesystem::path& folder, const std::string& name,
                          const std::string& bytes, const std::string& version);

}  // namespace arioso
