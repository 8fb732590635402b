#include "src/play/json_values.h"

#include <fmt/format.h>

#include <cmath>

#include "dsp/error.h"

namespace arioso::play {

double numberIn(const nlohmann::json& value, const std::string& field, double lowest,
                double highest) {
    const bool good = value.is_number() && std::isfinite(value.get<double>()) &&
                      value.get<double>() >= lowest && value.get<double>() <= highest;
    if (!good)
        throw Error(ExitCode::Usage, fmt::format("{}: expected {} to {}, found {}", field, lowest,
                                                 highest, value.dump()));
    return value.get<double>();
}

bool truthOf(const nlohmann::json& value, const std::string& field) {
    if (!value.is_boolean())
        throw Error(ExitCode::Usage,
                    fmt::format("{}: expected true or false, found {}", field, value.dump()));
    return value.get<bool>();
}

std::string textOf(const nlohmann::json& value, const std::string& field) {
    if (!value.is_string())
        throw Error(ExitCode::Usage,
                    fmt::format("{}: expected a text, found {}", field, value.dump()));
    return value.get<std::string>();
}

}  // namespace arioso::play
