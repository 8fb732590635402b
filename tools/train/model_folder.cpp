#include "tools/train/model_folder.h"

#include <fstream>

#include "dsp/error.h"
#include "models/safetensors.h"

namespace arioso::train {

namespace fs = std::filesystem;

bool isModelFolder(const fs::path& folder) {
    return fs::exists(folder / "manifest.json") && !fs::exists(folder / "run.json");
}

fs::path weightsOf(const fs::path& folder, const std::string& task) {
    const std::string network = task == "composer" ? "transformer"
                                : task == "melody" ? "melodies"
                                                   : task;
    const auto path = folder / "manifest.json";
    try {
        std::ifstream in(path);
        const auto manifest = nlohmann::json::parse(in);
        return folder / manifest.at("models").at(network).at("weights").get<std::string>();
    } catch (const nlohmann::json::exception& e) {
        throw Error(ExitCode::Model, path.string() + ": expected models." + network +
                                         ".weights, found none (" + e.what() + ")");
    }
}

RunSettings settingsOfModels(const fs::path& folder, const std::string& task) {
    RunSettings settings;
    settings.task = task;
    settings.instruments = "configs/instruments.toml";
    if (task == "generator" || task == "vocoder") settings.vae = weightsOf(folder, "vae");
    const auto path = weightsOf(folder, task);
    const auto metadata = models::readSafetensors(path).metadata;
    const auto config = metadata.find("config");
    if (config == metadata.end()) {
        throw Error(ExitCode::Model, path.string() + ": header has no 'config'");
    }
    settings.config["model"] = nlohmann::json::parse(config->second);
    return settings;
}

}  // namespace arioso::train
