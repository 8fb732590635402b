#pragma once

#include <filesystem>
#include <string>

namespace arioso::cli {

/// The folder of the models' manifest.json: `requested` if not empty, $ARIOSO_MODELS_DIR, the data
/// folder's models/weights or models. The same places, in the same order, as the engine looks in;
/// told without loading it. Error(Model) if there is none.
std::filesystem::path findModelsFolder(const std::string& requested, const std::string& dataFolder);

}  // namespace arioso::cli
