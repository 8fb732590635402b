#include "src/perform/sheet_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>

#include "dsp/error.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Lines = std::map<std::string, unsigned>;

json fromToml(const toml::node& node, const std::string& key, Lines& lines) {
    lines.emplace(key, node.source().begin.line);
    if (const toml::table* table = node.as_table()) {
        json out = json::object();
        for (const auto& [name, value] : *table) {
            const std::string text(name.str());
            out[text] = fromToml(value, key.empty() ? text : key + "." + text, lines);
        }
        return out;
    }
    if (const toml::array* array = node.as_array()) {
        json out = json::array();
        for (const toml::node& item : *array) out.push_back(fromToml(item, key, lines));
        return out;
    }
    if (const auto text = node.value<std::string>(); text && node.is_string()) return *text;
    if (const auto flag = node.value<bool>(); flag && node.is_boolean()) return *flag;
    if (const auto number = node.value<double>(); number && node.is_number()) return *number;
    return nullptr;
}

json load(const fs::path& path, Lines& lines) {
    std::ifstream file(path);
    if (!file) throw Error(ExitCode::Input, fmt::format("{}: cannot be opened", path.string()));
    if (path.extension() == ".json") {
        try {
            return json::parse(file);
        } catch (const json::parse_error& error) {
            throw Error(ExitCode::Input,
                        fmt::format("{}: is not JSON at byte {}", path.string(), error.byte));
        }
    }
    try {
        return fromToml(toml::parse(file, path.string()), "", lines);
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input, fmt::format("{}: line {}: {}", path.string(),
                                                 error.source().begin.line, error.description()));
    }
}

}  // namespace

SheetFile::SheetFile(const fs::path& path) : path_(path), root_(load(path, lines_)) {}

std::string SheetFile::place(const std::string& key) const {
    if (key.empty()) return path_.string();
    const auto line = lines_.find(key);
    if (line == lines_.end()) return fmt::format("{}: {}", path_.string(), key);
    return fmt::format("{}: line {}: {}", path_.string(), line->second, key);
}

void SheetFile::fail(const std::string& place, const std::string& expected, const json& found) {
    throw Error(ExitCode::Input, fmt::format("{}: expected {}, found {}", place, expected,
                                             found.dump().substr(0, 60)));
}

}  // namespace arioso
