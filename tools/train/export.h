#pragma once

#include <filesystem>
#include <string>

namespace arioso::train {

struct ExportSettings {
    std::filesystem::path vae, generator, vocoder;  ///< run folders; empty = keep what is there
    std::filesystem::path out;
    std::string version = "1";
    int defaultSteps = 8;
};

/// Writes the best checkpoint of each run as fp16 safetensors and brings manifest.json up to date.
/// Model cards are written by hand; a missing one is an error, since none may ship without.
void exportModels(const ExportSettings& settings);

}  // namespace arioso::train
