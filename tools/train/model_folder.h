#pragma once

#include <filesystem>
#include <string>

#include "tools/train/task.h"

namespace arioso::train {

/// Whether `folder` holds models that ship (a manifest.json, no run.json).
bool isModelFolder(const std::filesystem::path& folder);

/// File of a task's network as the folder's manifest names it: those of "vae", "generator" and
/// "vocoder" by these names, the composer's as "transformer", the melody VAE as "melodies".
/// Error(Model) if the manifest names none.
std::filesystem::path weightsOf(const std::filesystem::path& folder, const std::string& task);

/// Settings for a run that starts from a network of a model folder: its shape as config["model"],
/// configs/instruments.toml, for generator and vocoder the folder's VAE; no corpus. Error(Model) as
/// above or for weights without a shape.
RunSettings settingsOfModels(const std::filesystem::path& folder, const std::string& task);

}  // namespace arioso::train
