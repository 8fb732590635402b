#include "src/synth/mix_settings.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <charconv>

#include "dsp/error.h"
#include "dsp/impulse_response.h"

namespace arioso {
namespace {

float readNumber(const toml::table& table, const char* field, float low, float high, float fallback,
                 const std::string& file) {
    const toml::node* node = table.get(field);
    if (node == nullptr) return fallback;
    const auto value = node->value<double>();
    if (!value || !(*value >= static_cast<double>(low) && *value <= static_cast<double>(high)))
        throw Error(ExitCode::Input,
                    fmt::format("{}: line {}: {}: expected a number {} to {}", file,
                                node->source().begin.line, field, low, high));
    return static_cast<float>(*value);
}

}  // namespace

MixSettings MixSettings::load(const std::filesystem::path& path) {
    const std::string file = path.string();
    toml::table root;
    try {
        root = toml::parse_file(file);
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input, fmt::format("{}: line {}: {}", file, error.source().begin.line,
                                                 error.description()));
    }
    MixSettings settings;
    const toml::table* instruments = root["instrument"].as_table();
    if (instruments == nullptr)
        throw Error(ExitCode::Input, fmt::format("{}: expected a table [instrument]", file));
    for (const auto& [id, node] : *instruments) {
        const toml::table* strip = node.as_table();
        if (strip == nullptr)
            throw Error(ExitCode::Input, fmt::format("{}: line {}: expected a table, found '{}'",
                                                     file, node.source().begin.line, id.str()));
        settings.strips[std::string(id.str())] = {
            readNumber(*strip, "level_db", -40.0F, 20.0F, 0.0F, file),
            readNumber(*strip, "send", 0.0F, 2.0F, 1.0F, file)};
    }
    if (const toml::table* loudness = root["loudness"].as_table(); loudness != nullptr)
        for (const auto& [id, node] : *loudness)
            settings.loudness[std::string(id.str())] =
                readNumber(*loudness, std::string(id.str()).c_str(), -70.0F, 0.0F, 0.0F, file);
    return settings;
}

float MixSettings::loudnessOf(const Instrument& instrument) const {
    constexpr float kUsual = -36.0F;
    const auto found = loudness.find(instrument.id);
    return found == loudness.end() ? kUsual : found->second;
}

MixSettings::Strip MixSettings::forInstrument(const Instrument& instrument) const {
    const auto found = strips.find(instrument.id);
    return found == strips.end() ? Strip{} : found->second;
}

ReverbChoice parseReverb(const std::string& text) {
    ReverbChoice choice;
    if (text.empty() || text == "off") return choice;
    constexpr float kUsualAmount = 0.25F;
    const auto colon = text.find(':');
    choice.on = true;
    choice.preset = text.substr(0, colon);
    choice.amount = kUsualAmount;
    dsp::parseReverbPreset(choice.preset);
    if (colon == std::string::npos) return choice;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + colon + 1, end, choice.amount);
    if (result.ec != std::errc() || result.ptr != end || !(choice.amount >= 0.0F) ||
        !(choice.amount <= 1.0F))
        throw Error(
            ExitCode::Usage,
            fmt::format("reverb: expected an amount 0 to 1 after the colon, found '{}'", text));
    choice.on = choice.amount > 0.0F;
    return choice;
}

}  // namespace arioso
