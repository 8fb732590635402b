#include "src/play/play_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "dsp/error.h"
#include "src/play/json_values.h"

namespace arioso::play {
namespace {

using nlohmann::json;

constexpr double kSilent = -60.0;

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::size_t partOf(const std::string& name, const std::vector<std::string>& names) {
    const auto found = std::ranges::find(names, lower(name), lower);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    if (!name.empty() && name.size() < 4 &&
        std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; })) {
        const auto place = static_cast<std::size_t>(std::stoi(name));
        if (place >= 1 && place <= names.size()) return place - 1;
    }
    throw Error(ExitCode::Usage,
                fmt::format("parts: expected a part ({}) or its number, found '{}'",
                            fmt::join(names, ", "), name));
}

void changePart(PartSettings& part, const json& change, const std::string& where) {
    if (!change.is_object())
        throw Error(ExitCode::Usage,
                    fmt::format("{}: expected an object, found {}", where, change.dump()));
    for (const auto& [key, value] : change.items()) {
        const std::string field = where + "." + key;
        if (key == "gain") {
            part.gainDb = numberIn(value, field, kSilent, 12.0);
        } else if (key == "mute") {
            part.mute = truthOf(value, field);
        } else if (key == "solo") {
            part.solo = truthOf(value, field);
        } else if (key == "instrument") {
            part.instrument = textOf(value, field);
        } else {
            throw Error(
                ExitCode::Usage,
                fmt::format("{}: expected gain, mute, solo or instrument, found '{}'", where, key));
        }
    }
}

}  // namespace

bool PlaySettings::audible(std::size_t part) const {
    if (part >= parts.size()) return true;
    const bool anySolo = std::ranges::any_of(parts, &PartSettings::solo);
    return !parts[part].mute && (!anySolo || parts[part].solo) && parts[part].gainDb > kSilent;
}

float PlaySettings::gain(std::size_t part) const {
    if (!audible(part)) return 0.0F;
    const double db = part < parts.size() ? parts[part].gainDb : 0.0;
    return db == 0.0 ? 1.0F : static_cast<float>(std::pow(10.0, db / 20.0));
}

bool PlaySettings::needsNewPlan(const PlaySettings& other) const {
    PlaySettings here = *this;
    PlaySettings there = other;
    for (PlaySettings* side : {&here, &there})
        for (PartSettings& part : side->parts)
            part = PartSettings{0.0, false, false, part.instrument};
    return !(here == there);
}

PlaySettings changed(const PlaySettings& settings, const json& change,
                     const std::vector<std::string>& partNames) {
    if (!change.is_object())
        throw Error(ExitCode::Usage,
                    fmt::format("settings: expected an object, found {}", change.dump()));
    PlaySettings out = settings;
    out.parts.resize(std::max(out.parts.size(), partNames.size()));
    for (const auto& [key, value] : change.items()) {
        if (key == "tempo") {
            out.tempo = numberIn(value, key, 0.25, 4.0);
        } else if (key == "transpose") {
            out.transpose = numberIn(value, key, -24.0, 24.0);
        } else if (key == "expression") {
            out.expression = numberIn(value, key, 0.0, 200.0);
        } else if (key == "valence") {
            out.valence = numberIn(value, key, -1.0, 1.0);
        } else if (key == "arousal") {
            out.arousal = numberIn(value, key, -1.0, 1.0);
        } else if (key == "steps") {
            out.steps = static_cast<int>(numberIn(value, key, 0.0, 64.0));
        } else if (key == "parts") {
            if (!value.is_object())
                throw Error(ExitCode::Usage,
                            fmt::format("parts: expected an object, found {}", value.dump()));
            for (const auto& [name, part] : value.items())
                changePart(out.parts[partOf(name, partNames)], part, "parts." + name);
        } else {
            throw Error(ExitCode::Usage,
                        fmt::format("settings: expected tempo, transpose, expression, valence, "
                                    "arousal, steps or parts, found '{}'",
                                    key));
        }
    }
    return out;
}

json toJson(const PlaySettings& settings, const std::vector<std::string>& partNames) {
    json parts = json::array();
    for (std::size_t i = 0; i < partNames.size(); ++i) {
        const PartSettings part = i < settings.parts.size() ? settings.parts[i] : PartSettings{};
        parts.push_back({{"name", partNames[i]},
                         {"gain", part.gainDb},
                         {"mute", part.mute},
                         {"solo", part.solo},
                         {"instrument", part.instrument}});
    }
    return {{"tempo", settings.tempo},
            {"transpose", settings.transpose},
            {"expression", settings.expression},
            {"valence", settings.valence},
            {"arousal", settings.arousal},
            {"steps", settings.steps},
            {"parts", parts}};
}

}  // namespace arioso::play
