#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "dsp/error.h"
#include "src/perform/expression.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kLongest = 86400.0;  // seconds

[[noreturn]] void fail(const std::string& place, const std::string& expected, const json& found) {
    throw Error(ExitCode::Input, fmt::format("{}: expected {}, found {}", place, expected,
                                             found.dump().substr(0, 60)));
}

/// Line of each key of a TOML file, by "part" and "part.curve".
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

template <typename T>
bool parse(std::string_view text, T& value) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

/// "3:2.5", "3#2:1", "3".
bool readPlace(const std::string& text, ExpressionPoint& point) {
    const std::size_t colon = text.find(':');
    std::string measure = text.substr(0, colon);
    if (colon != std::string::npos && !parse(std::string_view(text).substr(colon + 1), point.beat))
        return false;
    const std::size_t hash = measure.find('#');
    if (hash != std::string::npos) {
        if (!parse(std::string_view(measure).substr(hash + 1), point.pass)) return false;
        measure.resize(hash);
    }
    point.measure = measure;
    return !measure.empty() && point.pass >= 1 && point.beat >= 1.0 && std::isfinite(point.beat);
}

class SheetReader {
  public:
    explicit SheetReader(const fs::path& path) : path_(path), root_(load(path, lines_)) {}

    ExpressionSheet read() {
        if (!root_.is_object()) fail(path_.string(), "parts with their curves", root_);
        ExpressionSheet sheet;
        for (const auto& [part, curves] : root_.items()) {
            if (!curves.is_object())
                fail(place(part), "curves of a part ([Soprano] breathiness = …)", curves);
            for (const auto& [name, value] : curves.items())
                sheet[part].push_back(curve(part, name, value));
        }
        return sheet;
    }

  private:
    [[nodiscard]] std::string place(const std::string& key) const {
        const auto line = lines_.find(key);
        if (line == lines_.end()) return fmt::format("{}: {}", path_.string(), key);
        return fmt::format("{}: line {}: {}", path_.string(), line->second, key);
    }

    [[nodiscard]] ExpressionCurve curve(const std::string& part, const std::string& name,
                                        const json& value) const {
        const std::string where = place(part + "." + name);
        const auto& ranges = expressionRanges();
        const auto found =
            std::find_if(ranges.begin(), ranges.end(),
                         [&name](const ExpressionRange& range) { return name == range.name; });
        if (found == ranges.end()) {
            std::string known;
            for (const ExpressionRange& range : ranges)
                known += (known.empty() ? "" : ", ") + std::string(range.name);
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected one of {}, found '{}'", where, known, name));
        }
        ExpressionCurve out;
        out.kind = static_cast<Expression>(found - ranges.begin());
        out.origin = where;
        if (value.is_number()) {
            out.points.push_back({"", 1, 1.0, 0.0, number(value, *found, where)});
            return out;
        }
        if (!value.is_array() || value.empty())
            fail(where, "a number or points [[\"measure:beat\", value], …]", value);
        for (const json& item : value) out.points.push_back(point(item, *found, where));
        return out;
    }

    [[nodiscard]] static float number(const json& value, const ExpressionRange& range,
                                      const std::string& where) {
        const std::string expected = fmt::format("a value from {} to {}", range.low, range.high);
        if (!value.is_number()) fail(where, expected, value);
        const double found = value.get<double>();
        if (!(found >= static_cast<double>(range.low) && found <= static_cast<double>(range.high)))
            fail(where, expected, value);
        return static_cast<float>(found);
    }

    [[nodiscard]] static ExpressionPoint point(const json& item, const ExpressionRange& range,
                                               const std::string& where) {
        if (!item.is_array() || item.size() != 2) fail(where, "a point [place, value]", item);
        ExpressionPoint out;
        out.value = number(item[1], range, where);
        if (item[0].is_string()) {
            if (!readPlace(item[0].get<std::string>(), out))
                fail(where, "a place \"measure:beat\", or seconds", item[0]);
            return out;
        }
        if (!item[0].is_number()) fail(where, "a place \"measure:beat\", or seconds", item[0]);
        out.seconds = item[0].get<double>();
        if (!(out.seconds >= 0.0 && out.seconds <= kLongest))
            fail(where, fmt::format("seconds from 0 to {}", kLongest), item[0]);
        return out;
    }

    fs::path path_;
    Lines lines_;
    json root_;
};

}  // namespace

ExpressionSheet readExpressions(const fs::path& path) {
    return SheetReader(path).read();
}

fs::path expressionsBeside(const fs::path& score) {
    for (const char* ending : {".curves.toml", ".curves.json"}) {
        fs::path beside = score;
        beside.replace_extension();
        beside += ending;
        std::error_code ignored;
        if (fs::is_regular_file(beside, ignored)) return beside;
    }
    return {};
}

}  // namespace arioso
