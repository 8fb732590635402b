#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace arioso::play {

/// Values of a change or a request; Error(Usage) names the field, what was expected and what was
/// found.
double numberIn(const nlohmann::json& value, const std::string& field, double lowest,
                double highest);
bool truthOf(const nlohmann::json& value, const std::string& field);
std::string textOf(const nlohmann::json& value, const std::string& field);

}  // namespace arioso::play
