#include "src/live/osc_message.h"

#include <algorithm>
#include <array>

namespace arioso::live {
namespace {

using nlohmann::json;

constexpr std::array kNumbers{"tempo",   "transpose", "expression", "valence",
                              "arousal", "steps",     "volume"};
constexpr std::array kSteered{"density", "valence", "arousal", "mood", "key", "tempo"};

bool isOne(const auto& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

/// Controllers send 0 and 1 where a switch is meant.
bool truth(const json& value) {
    return value.is_boolean() ? value.get<bool>() : value.get<double>() != 0.0;
}

}  // namespace

json oscChange(const std::string& path, const std::vector<json>& arguments, std::string& error) {
    constexpr const char* kRoot = "/arioso/";
    error.clear();
    if (!path.starts_with(kRoot)) {
        error = "expected a path that begins with /arioso/";
        return nullptr;
    }
    const std::string name = path.substr(8);
    const json first = arguments.empty() ? json(nullptr) : arguments.front();
    const bool number = first.is_number() || first.is_boolean();
    if (isOne(kNumbers, name) && first.is_number()) return {{name, first}};
    if (name == "pause" && number) return {{"pause", truth(first)}};
    if (name == "stop") return {{"stop", true}};
    if (name == "seek" && first.is_string()) return {{"seek", first}};
    if (name.starts_with("steer/") && isOne(kSteered, name.substr(6)) && !first.is_null())
        return {{"steer", {{name.substr(6), first}}}};
    if (name.starts_with("part/")) {
        const std::size_t slash = name.rfind('/');
        const std::string part = slash > 5 ? name.substr(5, slash - 5) : "";
        const std::string field = name.substr(slash + 1);
        json value;
        if (field == "gain" && first.is_number()) value = first;
        if ((field == "mute" || field == "solo") && number) value = truth(first);
        if (field == "instrument" && first.is_string()) value = first;
        if (!part.empty() && !value.is_null()) return {{"parts", {{part, {{field, value}}}}}};
    }
    error = "no such message, or not with this argument";
    return nullptr;
}

}  // namespace arioso::live
