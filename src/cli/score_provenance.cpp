#include "src/cli/score_provenance.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <span>

#include "dsp/error.h"
#include "models/sha256.h"
#include "src/report/image.h"
#include "src/score/mxl_container.h"
#include "src/score/mxl_writer.h"

namespace arioso::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kField = "arioso-provenance";

/// JSON that may stand in an XML text: of what XML escapes it holds strings alone, and there \u
/// says the same.
std::string withoutMarkup(const json& document) {
    std::string out;
    for (const char c : document.dump(-1, ' ', true, json::error_handler_t::replace)) {
        if (c == '<' || c == '>' || c == '&')
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out;
}

void insertInXml(std::string& bytes, const std::string& text) {
    constexpr std::string_view kEnd = "</encoding>";
    const std::size_t at = bytes.find(kEnd);
    if (at == std::string::npos) return;
    bytes.insert(at + kEnd.size(),
                 fmt::format("\n    <miscellaneous>\n      <miscellaneous-field "
                             "name=\"{}\">{}</miscellaneous-field>\n    </miscellaneous>",
                             kField, text));
}

void insertInMidi(std::string& bytes, const std::string& text) {
    // Behind the head of the file come the first track's name and length, then its events.
    constexpr std::size_t kLength = 18;
    constexpr std::size_t kEvents = 22;
    if (bytes.size() < kEvents || bytes.compare(14, 4, "MTrk") != 0) return;
    std::string event("\x00\xFF\x01", 3);
    for (int shift = 21; shift >= 0; shift -= 7)
        if (text.size() >> shift != 0 || shift == 0)
            event += static_cast<char>((text.size() >> shift & 0x7FU) | (shift > 0 ? 0x80U : 0U));
    event += text;
    std::size_t length = event.size();
    for (std::size_t i = 0; i < 4; ++i)
        length += static_cast<std::size_t>(static_cast<unsigned char>(bytes[kLength + i]))
                  << (8 * (3 - i));
    for (std::size_t i = 0; i < 4; ++i)
        bytes[kLength + i] = static_cast<char>(length >> (8 * (3 - i)) & 0xFFU);
    bytes.insert(kEvents, event);
}

/// The newscode of IPTC for music of `models`, on a piece that is there or on none.
std::string sourceType(bool learnt, const std::vector<fs::path>& inputs) {
    const bool piece = std::any_of(inputs.begin(), inputs.end(), [](const fs::path& input) {
        const std::string ending = input.extension().string();
        return ending != ".txt" && ending != ".lrc" && ending != ".srt";
    });
    const char* name =
        learnt  ? piece ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia"
        : piece ? "compositeSynthetic"
                : "algorithmicMedia";
    return std::string("http://cv.iptc.org/newscodes/digitalsourcetype/") + name;
}

json manifestOf(const fs::path& folder) {
    std::ifstream file(folder / "manifest.json");
    json manifest = json::parse(file, nullptr, false);
    if (!manifest.is_object() || !manifest.contains("models"))
        throw Error(ExitCode::Model,
                    (folder / "manifest.json").string() + ": expected the composing models");
    return manifest;
}

}  // namespace

json scoreProvenance(const std::string& command, const json& request,
                     const std::vector<fs::path>& inputs, const fs::path& folder,
                     const std::vector<std::string>& models) {
    json files = json::array();
    for (const fs::path& input : inputs)
        files.push_back({{"role", "input"},
                         {"name", input.filename().string()},
                         {"sha256", models::sha256File(input)}});
    const json manifest = models.empty() ? json::object() : manifestOf(folder);
    json data = manifest.value("data", json::array());
    json used = json::array();
    for (const std::string& name : models) {
        const json& entry = manifest.at("models").value(name, json::object());
        used.push_back({{"name", "composer/" + name},
                        {"version", entry.value("version", "")},
                        {"sha256", entry.value("sha256", "")},
                        {"licence", manifest.value("licence", "")}});
        for (const json& own : entry.value("data", json::array()))
            if (std::find(data.begin(), data.end(), own) == data.end()) data.push_back(own);
    }
    return {{"format", kField},
            {"version", 1},
            {"software", "Arioso " ARIOSO_VERSION},
            {"digitalSourceType", sourceType(!models.empty(), inputs)},
            {"command", command},
            {"inputs", files},
            {"models", used},
            {"data", data},
            {"request", request}};
}

std::string withProvenance(std::string bytes, ScoreKind kind, const json& provenance) {
    const std::string text = withoutMarkup(provenance);
    switch (kind) {
        case ScoreKind::MusicXml:
            insertInXml(bytes, text);
            break;
        case ScoreKind::Mxl: {
            std::string music =
                unpackMxl(std::as_bytes(std::span(bytes.data(), bytes.size())), "score", {});
            insertInXml(music, text);
            return packMxl(music);
        }
        case ScoreKind::Midi:
            insertInMidi(bytes, text);
            break;
        case ScoreKind::Abc:
            bytes.insert(bytes.find('\n') + 1, fmt::format("% {} {}\n", kField, text));
            break;
        case ScoreKind::Performance:
            break;
    }
    return bytes;
}

void writeScore(const Score& score, const fs::path& path, const json& provenance) {
    const ScoreKind kind = scoreKindOf(path);
    const std::string bytes = withProvenance(scoreBytes(score, kind), kind, provenance);
    writeFileAtomically(path, bytes.data(), bytes.size());
}

}  // namespace arioso::cli
