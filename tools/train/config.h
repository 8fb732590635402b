#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace arioso::train {

/// Settings of a run: configs/train_*.toml as JSON, so that a checkpoint can carry them. Errors:
/// Error(Input) with file and line.
nlohmann::json readConfig(const std::filesystem::path& path);

/// Value at "section.key", or `fallback` where the file is silent.
template <typename T>
T setting(const nlohmann::json& config, const std::string& section, const std::string& key,
          T fallback) {
    const auto s = config.find(section);
    if (s == config.end()) return fallback;
    const auto v = s->find(key);
    return v == s->end() ? fallback : v->template get<T>();
}

}  // namespace arioso::train
