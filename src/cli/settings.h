#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "src/synth/render_request.h"

namespace arioso::cli {

/// One value that a user can set, by flag, environment or configuration file alike.
struct Setting {
    const char* name;  ///< flag without dashes; `-` becomes `_` in TOML and environment
    const char* placeholder;
    const char* help;
    bool lasting;  ///< makes sense beyond one piece: may stand in files and environment
    void (*apply)(RenderRequest& request, const std::string& text);
};

std::span<const Setting> settings();

/// Values by setting name, each with the place it came from.
struct SettingValue {
    std::string text;
    std::string origin;  ///< "--steps", "ARIOSO_STEPS", "config.toml line 4"
    bool fromFile = false;
};
using SettingValues = std::map<std::string, SettingValue>;

/// Adds the [render] table of a TOML file. Error(Input) names file, line, and what is wrong.
void addFromFile(const std::filesystem::path& path, SettingValues& values);
/// Adds the environment's ARIOSO_… variables.
void addFromEnvironment(SettingValues& values);
/// Shipped defaults (`dataFolder`/configs/arioso.toml), the user's file, then the environment.
SettingValues lastingSettings(const std::filesystem::path& dataFolder);
/// Applies all values; Error(Usage), or Error(Input) for a value from a file, names the origin.
void applySettings(const SettingValues& values, RenderRequest& request);

}  // namespace arioso::cli
