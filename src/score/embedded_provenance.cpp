#include "src/score/embedded_provenance.h"

#include <fstream>
#include <span>
#include <sstream>

#include "dsp/error.h"
#include "src/score/mxl_container.h"

namespace arioso {

nlohmann::json provenanceInScore(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || !(content << file.rdbuf()))
        throw Error(ExitCode::Input, path.string() + ": cannot be opened");
    std::string bytes = content.str();
    const auto view = std::as_bytes(std::span(bytes.data(), bytes.size()));
    if (isZip(view)) bytes = unpackMxl(view, path.string(), {});
    const std::size_t start = bytes.find("{\"command\":");
    if (start == std::string::npos) return nullptr;
    // On one line in every kind of file; its keys are sorted.
    constexpr std::string_view kEnd = ",\"version\":1}";
    // Some kilobytes as written; anybody may put more into a file.
    constexpr std::size_t kMost = 65536;
    const std::size_t end = bytes.find(kEnd, start);
    if (end == std::string::npos || end - start > kMost) return nullptr;
    nlohmann::json found =
        nlohmann::json::parse(bytes.substr(start, end + kEnd.size() - start), nullptr, false);
    if (found.is_object() && found.value("format", "") == "arioso-provenance") return found;
    return nullptr;
}

}  // namespace arioso
