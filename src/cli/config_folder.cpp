#include "src/cli/config_folder.h"

#include <cstdlib>

namespace arioso::cli {

std::filesystem::path userConfigFolder() {
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/')
        return std::filesystem::path(config) / "arioso";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return std::filesystem::path(home) / ".config" / "arioso";
    return {};
}

}  // namespace arioso::cli
