#include "tools/corpus/voice/speech_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "dsp/error.h"
#include "tools/corpus/files.h"

namespace arioso::corpus {
namespace {

std::vector<std::string> fieldsOf(std::string line) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> out;
    std::size_t at = 0;
    while (true) {
        const std::size_t end = line.find('\t', at);
        out.push_back(line.substr(at, end - at));
        if (end == std::string::npos) return out;
        at = end + 1;
    }
}

}  // namespace

std::vector<SpeechEntry> readSpeechTable(const std::filesystem::path& path,
                                         const std::string& only) {
    std::istringstream in(readText(path));
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> header = fieldsOf(line);
    const auto column = [&](const char* name) {
        const auto found = std::find(header.begin(), header.end(), name);
        if (found == header.end()) {
            throw Error(ExitCode::Input, fmt::format("{}:1: expected a column '{}', found none",
                                                     path.string(), name));
        }
        return static_cast<std::size_t>(found - header.begin());
    };
    const std::size_t file = column("file");
    const std::size_t text = column("text");
    const std::string folder = only.empty() || only.ends_with('/') ? only : only + "/";
    std::vector<SpeechEntry> out;
    for (int number = 2; std::getline(in, line); ++number) {
        if (line.empty() || line == "\r") continue;
        std::vector<std::string> fields = fieldsOf(line);
        if (fields.size() != header.size()) {
            throw Error(ExitCode::Input,
                        fmt::format("{}:{}: expected {} fields, found {}", path.string(), number,
                                    header.size(), fields.size()));
        }
        if (!fields[file].starts_with(folder)) continue;
        out.push_back({std::move(fields[file]), std::move(fields[text])});
    }
    if (out.empty()) {
        throw Error(ExitCode::Input,
                    fmt::format("{}: expected recordings{}, found none", path.string(),
                                only.empty() ? "" : fmt::format(" below '{}'", folder)));
    }
    return out;
}

}  // namespace arioso::corpus
