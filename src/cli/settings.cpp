#include "src/cli/settings.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "dsp/error.h"
#include "src/cli/config_folder.h"
#include "src/score/repeat_mode.h"

namespace arioso::cli {
namespace {

template <typename T>
T number(const std::string& text, const char* expected) {
    T value{};
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    bool good = result.ec == std::errc() && result.ptr == end;
    if constexpr (std::is_floating_point_v<T>) good = good && std::isfinite(value);
    if (!good) throw Error(ExitCode::Usage, fmt::format("expected {}, found '{}'", expected, text));
    return value;
}

template <typename T>
T inRange(const std::string& text, T low, T high) {
    const std::string expected = fmt::format(
        "{} {} to {}", std::is_integral_v<T> ? "a whole number" : "a number", low, high);
    const T value = number<T>(text, expected.c_str());
    if (value < low || value > high)
        throw Error(ExitCode::Usage, fmt::format("expected {}, found '{}'", expected, text));
    return value;
}

void applyLoudness(RenderRequest& request, const std::string& text) {
    if (text == "off") {
        request.loudness.reset();
    } else {
        request.loudness = inRange(text, -40.0, -6.0);
    }
}

void applySampleRate(RenderRequest& request, const std::string& text) {
    request.sampleRate = inRange(text, 8000, 192000);
}

void applyVocoder(RenderRequest& request, const std::string& text) {
    if (text != "neural" && text != "griffin-lim")
        throw Error(ExitCode::Usage,
                    fmt::format("expected 'neural' or 'griffin-lim', found '{}'", text));
    request.vocoder = text;
}

void applyRepeats(RenderRequest& request, const std::string& text) {
    parseRepeatMode(text);
    request.repeats = text;
}

using R = RenderRequest;
using S = std::string;

constexpr std::array kSettings{
    Setting{"format", "NAME",
            "wav16, wav24, wav-float, flac, flac16 or ogg (default: by the name of OUT)", true,
            [](R& r, const S& t) { r.format = t; }},
    Setting{"sample-rate", "HZ", "sample rate of the output, 8000 to 192000", true,
            applySampleRate},
    Setting{"loudness", "LUFS", "integrated loudness, -40 to -6, or off", true, applyLoudness},
    Setting{"gain", "DB", "decibels on top of that, -60 to 40", true,
            [](R& r, const S& t) { r.gain = inRange(t, -60.0, 40.0); }},
    Setting{"reverb", "PRESET",
            "room, hall, church or plate, with an amount if wished (hall:0.4), or off", true,
            [](R& r, const S& t) { r.reverb = t; }},
    Setting{"humanize", "AMOUNT", "small deviations of a human player, 0 (exact) to 1 (loose)",
            true, [](R& r, const S& t) { r.humanize = inRange(t, 0.0, 1.0); }},
    Setting{
        "affect", "AFFECT",
        "perform with feeling: happy, tender, sad, angry, solemn, calm, fearful, neutral, a mood "
        "or valence,arousal, each -1 to 1 (default: without performance rules)",
        true, [](R& r, const S& t) { r.affect = t; }},
    Setting{"steps", "N", "steps of the generator, 1 to 64 (0: the model's own)", true,
            [](R& r, const S& t) { r.steps = inRange(t, 0, 64); }},
    Setting{"seed", "N", "the same seed gives the same file (default: a new one, which is told)",
            true,
            [](R& r, const S& t) { r.seed = number<std::uint64_t>(t, "a whole number from 0"); }},
    Setting{"vocoder", "NAME", "neural or griffin-lim", true, applyVocoder},
    Setting{"threads", "N", "threads that compute (0: one a core)", true,
            [](R& r, const S& t) { r.threads = inRange(t, 0, 1024); }},
    Setting{"language", "TAG", "language of the lyrics, e.g. en, de, la (default: the score's)",
            true, [](R& r, const S& t) { r.language = t; }},
    Setting{"repeats", "MODE",
            "written: as musicians play them; all: inner repeats again after D.C. and D.S.; none: "
            "every measure once",
            true, applyRepeats},
    Setting{"tempo", "TEMPO",
            "quarter notes a minute at the start, or a percentage of the written tempo", false,
            [](R& r, const S& t) { r.tempo = t; }},
    Setting{"transpose", "SEMITONES", "-48 to 48; percussion stays", false,
            [](R& r, const S& t) { r.transpose = inRange(t, -48.0, 48.0); }},
    Setting{"from", "PLACE", "begin at a measure (12) or a time (1:30, 90s)", false,
            [](R& r, const S& t) { r.from = t; }},
    Setting{"to", "PLACE", "end with a measure (16) or at a time (2:00, 120s)", false,
            [](R& r, const S& t) { r.to = t; }},
};

std::string underscored(const char* name) {
    std::string result = name;
    std::replace(result.begin(), result.end(), '-', '_');
    return result;
}

const Setting* findSetting(const std::string& key) {
    for (const Setting& setting : kSettings)
        if (setting.lasting && underscored(setting.name) == key) return &setting;
    return nullptr;
}

std::string textOf(const toml::node& node) {
    if (const auto text = node.value<std::string>(); node.is_string()) return *text;
    if (const auto whole = node.value<std::int64_t>(); node.is_integer())
        return fmt::format("{}", *whole);
    if (const auto real = node.value<double>(); node.is_floating_point())
        return fmt::format("{}", *real);
    return {};
}

std::filesystem::path userFile() {
    const std::filesystem::path folder = userConfigFolder();
    return folder.empty() ? folder : folder / "config.toml";
}

}  // namespace

std::span<const Setting> settings() {
    return kSettings;
}

void addFromFile(const std::filesystem::path& path, SettingValues& values) {
    toml::table root;
    try {
        root = toml::parse_file(path.string());
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input, fmt::format("{}: line {}: {}", path.string(),
                                                 error.source().begin.line, error.description()));
    }
    for (const auto& [section, node] : root) {
        const toml::table* table = node.as_table();
        if (section.str() != "render" || table == nullptr)
            throw Error(ExitCode::Input,
                        fmt::format("{}: line {}: expected the table [render], found '{}'",
                                    path.string(), node.source().begin.line, section.str()));
        for (const auto& [key, value] : *table) {
            const auto line = value.source().begin.line;
            const Setting* setting = findSetting(std::string(key.str()));
            const std::string text = textOf(value);
            if (setting == nullptr || text.empty())
                throw Error(ExitCode::Input,
                            fmt::format("{}: line {}: {} '{}'", path.string(), line,
                                        setting == nullptr ? "unknown setting"
                                                           : "expected text or a number for",
                                        key.str()));
            values[setting->name] = {text, fmt::format("{}: line {}", path.string(), line), true};
        }
    }
}

void addFromEnvironment(SettingValues& values) {
    for (const Setting& setting : kSettings) {
        if (!setting.lasting) continue;
        std::string variable = "ARIOSO_" + underscored(setting.name);
        for (char& c : variable)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        const char* text = std::getenv(variable.c_str());
        if (text != nullptr && *text != '\0') values[setting.name] = {text, variable, false};
    }
}

SettingValues lastingSettings(const std::filesystem::path& dataFolder) {
    SettingValues values;
    std::error_code ignored;
    if (!dataFolder.empty() && std::filesystem::exists(dataFolder / "configs/arioso.toml", ignored))
        addFromFile(dataFolder / "configs/arioso.toml", values);
    if (const auto user = userFile(); !user.empty() && std::filesystem::exists(user, ignored))
        addFromFile(user, values);
    addFromEnvironment(values);
    return values;
}

void applySettings(const SettingValues& values, RenderRequest& request) {
    for (const Setting& setting : kSettings) {
        const auto found = values.find(setting.name);
        if (found == values.end()) continue;
        try {
            setting.apply(request, found->second.text);
        } catch (const Error& error) {
            throw Error(found->second.fromFile ? ExitCode::Input : error.code(),
                        fmt::format("{}: {}", found->second.origin, error.what()));
        }
    }
}

}  // namespace arioso::cli
