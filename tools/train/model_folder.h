#pragma once

#include <filesystem>
#include <string>

#include "tools/train/task.h"

namespace arioso::train {

/// Whether `folder` holds models that ship (a manifest.json, no run.json).
bool isModelFolder(const std::filesystem::path& folder);

/// File of a network ("vae", "generator", "vocoder") as the folder's manifest names it.
/// Error(Model) if the manifest names none.
std::filesystem::path weightsOf(const std::filesystem::path& folder, const std::string& network);

/// Settings for a run that starts from a network of a model folder: its shape as config["model"],
/// the folder's VAE, configs/instruments.toml; no corpus. Error(Model) as above or for weights
/// without a shape.
RunSettings settingsOfModels(const std::filesystem::path& folder, const std::string& network);

}  // namespace arioso::train
