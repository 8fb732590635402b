#include "src/cli/models_folder.h"

#include <fmt/format.h>

#include <cstdlib>

#include "dsp/error.h"
#include "src/synth/data_folder.h"

namespace arioso::cli {

namespace fs = std::filesystem;

fs::path findModelsFolder(const std::string& requested, const std::string& dataFolder) {
    if (!requested.empty()) return requested;
    if (const char* named = std::getenv("ARIOSO_MODELS_DIR"); named != nullptr && *named != '\0')
        return named;
    const fs::path data = findDataFolder(dataFolder);
    for (const fs::path& folder : {data / "models" / "weights", data / "models"})
        if (!data.empty() && fs::exists(folder / "manifest.json")) return folder;
    throw Error(ExitCode::Model,
                fmt::format("no models found in '{}' (set --models-dir or ARIOSO_MODELS_DIR)",
                            (data / "models").string()));
}

}  // namespace arioso::cli
