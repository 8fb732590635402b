#include "src/synth/provenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "dsp/error.h"
#include "models/sha256.h"
#include "src/score/embedded_provenance.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kSourceType =
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
constexpr const char* kPublic = "public";

/// Licence and data of the models of a folder, as its manifest has them.
json dataOf(const std::vector<fs::path>& folders) {
    json out = json::array();
    for (const fs::path& folder : folders) {
        std::ifstream file(folder / "manifest.json");
        const json manifest = json::parse(file, nullptr, false);
        if (manifest.is_discarded() || !manifest.contains("data")) continue;
        for (const json& entry : manifest.at("data"))
            if (std::find(out.begin(), out.end(), entry) == out.end()) out.push_back(entry);
    }
    return out;
}

json modelsOf(const json& report) {
    json out = json::array();
    for (const json& model : report.at("models")) {
        json entry;
        for (const char* field : {"name", "version", "sha256"}) entry[field] = model.at(field);
        if (model.contains("licence")) entry["licence"] = model.at("licence");
        out.push_back(entry);
    }
    return out;
}

}  // namespace

json provenanceOf(const RenderRequest& request, const json& report,
                  const std::vector<fs::path>& modelFolders) {
    json inputs = json::array();
    json asked = toJson(request);
    const auto input = [&](const char* field, const std::string& path) {
        if (path.empty() || path == "none") return;
        inputs.push_back({{"role", field},
                          {"name", fs::path(path).filename().string()},
                          {"sha256", models::sha256File(path)}});
        asked[field] = fs::path(path).filename().string();
    };
    input("score", request.score);
    if (!inputs.empty())
        if (json made = provenanceInScore(request.score); !made.is_null())
            inputs.back()["provenance"] = std::move(made);
    input("lyrics", request.lyrics);
    input("curves", request.curves);
    input("affect_curve", request.affectCurve);
    // Where the user keeps things, and how fast the machine is, is nobody's business; the format
    // shows.
    for (const char* field :
         {"output", "format", "stems", "dump", "threads", "overwrite", "tags", "provenance"})
        asked.erase(field);
    // Not even the digest of a secret, which might be guessed.
    asked.erase("watermark");
    if (wantsWatermark(request))
        asked["watermark"] = request.watermark == kPublic ? kPublic : "secret";
    return {{"format", "arioso-provenance"},
            {"version", 1},
            {"software", fmt::format("Arioso {}", report.at("version").get<std::string>())},
            {"digitalSourceType", kSourceType},
            {"title", report.at("title")},
            {"inputs", inputs},
            {"models", modelsOf(report)},
            {"data", dataOf(modelFolders)},
            {"request", asked}};
}

bool wantsWatermark(const RenderRequest& request) {
    return request.watermark != "off";
}

std::uint64_t watermarkPayload(const std::string& document) {
    constexpr std::uint64_t kVersion = 1;
    constexpr std::size_t kDigits = 14;
    return kVersion << 56 |
           std::stoull(models::sha256Text(document).substr(0, kDigits), nullptr, 16);
}

dsp::WatermarkKey readWatermarkKey(const std::string& publicOrFile) {
    if (publicOrFile == kPublic) return dsp::publicWatermarkKey();
    std::ifstream file(publicOrFile, std::ios::binary);
    std::string secret((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file)
        throw Error(ExitCode::Input,
                    fmt::format("{}: the watermark's key cannot be read", publicOrFile));
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    if (secret.empty())
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected a watermark's secret, found nothing", publicOrFile));
    return dsp::watermarkKey(secret);
}

dsp::AudioTags tagsOf(const json& provenance) {
    dsp::AudioTags tags;
    tags.title = provenance.at("title").get<std::string>();
    tags.software = provenance.at("software").get<std::string>();
    tags.artist = tags.software;
    const json& inputs = provenance.at("inputs");
    tags.comment = fmt::format(
        "Synthesised by {} from {}: played and sung by trained networks, not a recording",
        tags.software, inputs.empty() ? "a score" : inputs[0].at("name").get<std::string>());
    tags.document = provenance.dump();
    tags.reference = models::sha256Text(tags.document).substr(0, 32);
    return tags;
}

json detachedProvenance(const json& provenance, const fs::path& audio) {
    json out = provenance;
    out["audio"] = {{"name", audio.filename().string()},
                    {"sha256", models::sha256File(audio)},
                    {"samples_sha256", dsp::audioDigest(audio)}};
    return out;
}

}  // namespace arioso
