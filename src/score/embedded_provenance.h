#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace arioso {

/// Where a score file says it comes from, as Arioso's commands that write scores put it there; null
/// if it says nothing. Its own words: nothing vouches for them. Error(Input) if the file cannot be
/// opened.
nlohmann::json provenanceInScore(const std::filesystem::path& path);

}  // namespace arioso
