#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace arioso::live {

/// The change that an OSC message asks for: see oscControl. `error` says what was expected where
/// there is none.
nlohmann::json oscChange(const std::string& path, const std::vector<nlohmann::json>& arguments,
                         std::string& error);

}  // namespace arioso::live
