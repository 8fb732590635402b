#include "src/cli/request_facts.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace arioso::cli {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kDigits = 12;  // of a digest

std::string textAt(const nlohmann::json& json, const char* field) {
    const auto found = json.find(field);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void addModels(const std::filesystem::path& saved, Facts& facts) {
    std::ifstream file(saved);
    const auto json = nlohmann::json::parse(file, nullptr, false);
    if (!json.is_object()) return;
    if (const std::string version = textAt(json, "version"); !version.empty())
        facts.emplace_back("version of arioso", version);
    const auto models = json.find("models");
    if (models == json.end() || !models->is_array()) return;
    for (const auto& model : *models) {
        if (!model.is_object() || textAt(model, "name").empty()) continue;
        facts.emplace_back(
            "model " + textAt(model, "name"),
            fmt::format("{} {}, sha256 {}", textAt(model, "architecture"), textAt(model, "version"),
                        textAt(model, "sha256").substr(0, kDigits)));
    }
}

}  // namespace

Facts requestFacts(const RenderRequest& request, const std::filesystem::path& saved) {
    Facts facts;
    const RenderRequest usual;
    const auto add = [&facts](const char* name, const std::string& value) {
        if (!value.empty()) facts.emplace_back(name, value);
    };
    const auto nameOf = [](const std::string& path) {
        return std::filesystem::path(path).filename().string();
    };
    add("score", nameOf(request.score));
    add("words", nameOf(request.lyrics));
    if (request.seed) add("seed", std::to_string(*request.seed));
    if (request.steps != 0) add("steps of the generator", std::to_string(request.steps));
    add("vocoder", request.vocoder);
    if (request.curves != "none") add("curves", nameOf(request.curves));
    add("affect", request.affect);
    add("curve of affect", nameOf(request.affectCurve));
    for (const std::string& rule : request.rules) add("rule", rule);
    for (const auto& one : request.parts) add("instrument", one.part + " = " + one.instrument);
    for (const auto& one : request.voices)
        add("voice", (one.part.empty() ? "" : one.part + " = ") + one.instrument);
    for (const auto& one : request.choir)
        add("singers", fmt::format("{}{}", one.part.empty() ? "" : one.part + " = ", one.singers));
    add("repeats", request.repeats);
    add("tempo", request.tempo);
    if (request.transpose != usual.transpose)
        add("transposed by", fmt::format("{:+} semitones", request.transpose));
    add("from", request.from);
    add("to", request.to);
    add("human deviations", fmt::format("{}", request.humanize));
    add("reverb", request.reverb);
    if (request.loudness) add("loudness", fmt::format("{} LUFS", *request.loudness));
    if (!saved.empty()) addModels(saved, facts);
    return facts;
}

}  // namespace arioso::cli
