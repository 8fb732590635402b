#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace arioso {

/// What moves the sound, part by part: a heat table of all conditions, words, and the bars behind.
/// `sound` is what arioso_ablate tells; null gives nothing. HTML.
std::string soundSection(const nlohmann::json& sound);

}  // namespace arioso
