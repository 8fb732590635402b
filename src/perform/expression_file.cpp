#include <fmt/format.h>

#include <algorithm>

#include "dsp/error.h"
#include "src/perform/affect_curve.h"
#include "src/perform/expression.h"
#include "src/perform/sheet_file.h"

namespace arioso {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kLongest = 86400.0;  // seconds

class SheetReader {
  public:
    explicit SheetReader(const fs::path& path) : file_(path) {}

    ExpressionSheet read() {
        const json& root = file_.root();
        if (!root.is_object()) fail(place(""), "parts with their curves", root);
        ExpressionSheet sheet;
        for (const auto& [part, curves] : root.items()) {
            // Of the whole piece: readAffectCurve.
            if (part == kAffectKey && curves.is_array()) continue;
            if (!curves.is_object())
                fail(place(part), "curves of a part ([Soprano] breathiness = …)", curves);
            for (const auto& [name, value] : curves.items())
                sheet[part].push_back(curve(part, name, value));
        }
        return sheet;
    }

  private:
    [[nodiscard]] std::string place(const std::string& key) const { return file_.place(key); }

    [[noreturn]] static void fail(const std::string& place, const std::string& expected,
                                  const json& found) {
        SheetFile::fail(place, expected, found);
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
            out.points.emplace_back().value = number(value, *found, where);
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

    SheetFile file_;
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
