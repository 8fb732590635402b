#pragma once

#include <filesystem>

namespace arioso::cli {

/// Where the user's lasting choices lie: $XDG_CONFIG_HOME/arioso or ~/.config/arioso, whether it
/// is there or not; empty if the environment names neither.
std::filesystem::path userConfigFolder();

}  // namespace arioso::cli
