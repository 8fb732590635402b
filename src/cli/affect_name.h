#pragma once

#include <filesystem>
#include <string>

namespace arioso::cli {

/// What a user calls an affect as the engine takes it: the names of palettes stay, those of moods
/// (configs/moods.toml) become "valence,arousal". Anything else is checked by the engine.
/// Error(Input) for a file with faults.
std::string affectOf(const std::string& text, const std::filesystem::path& dataFolder);

}  // namespace arioso::cli
