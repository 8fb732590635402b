#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/synth/render_request.h"

namespace arioso::cli {

/// The flags that say what a piece sounds like, the same for every command that makes sound.
struct RequestFlags {
    RenderRequest request;  // fields without a Setting
    std::vector<std::string> parts;
    std::vector<std::string> voices;
    std::vector<std::string> choir;
    std::map<std::string, std::string> values;
    std::string requestFile;
    std::string saveRequest;
    std::string watermark;
    std::string modelsFolder;
    std::string dataFolder;
    int tune = 0;
    bool force = false;
};

/// Adds them to a command; they are written to `flags` while it is parsed.
void addRequestOptions(CLI::App& command, const std::shared_ptr<RequestFlags>& flags);

/// The request that flags ask for. Later layers win: a saved request or the lasting settings, then
/// flags. The seed is set; nothing else is checked. Error(Usage), Error(Input).
RenderRequest resolveRequest(const RequestFlags& flags, const std::filesystem::path& dataFolder);

/// Writes what --save-request promises from a report with "version", "models" and "request".
/// Error(Output).
void saveRequest(const std::filesystem::path& path, const nlohmann::json& report, bool force);

}  // namespace arioso::cli
