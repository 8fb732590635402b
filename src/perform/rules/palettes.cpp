#include "src/perform/rules/palettes.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "dsp/error.h"
#include "performance_toml.h"

namespace arioso {
namespace {

std::string ruleNames() {
    std::string names;
    for (const RuleRange& rule : performanceRules())
        names += (names.empty() ? "" : ", ") + std::string(rule.name);
    return names;
}

bool within(const RuleRange& range, double value) {
    return std::isfinite(value) && value >= range.low && value <= range.high;
}

std::optional<double> numberOf(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

class Reader {
  public:
    explicit Reader(const std::string& file) : file_(file) {}

    [[noreturn]] void fail(const toml::node& node, const std::string& text) const {
        throw Error(ExitCode::Input,
                    fmt::format("{}: line {}: {}", file_, node.source().begin.line, text));
    }

    [[nodiscard]] std::string text(const toml::node& node, const std::string& field) const {
        const auto value = node.value<std::string>();
        if (!node.is_string() || !value || value->empty()) fail(node, field + ": expected a text");
        return *value;
    }

    [[nodiscard]] Palettes::Palette palette(const toml::table& table) const {
        Palettes::Palette out;
        for (const auto& [key, node] : table) {
            const std::string field(key.str());
            if (field == "name") {
                out.name = text(node, field);
            } else if (field == "meaning") {
                out.meaning = text(node, field);
            } else if (const auto rule = ruleNamed(field)) {
                const RuleRange& range = performanceRules()[static_cast<std::size_t>(*rule)];
                const auto value = node.value<double>();
                if (!node.is_number() || !value || !within(range, *value))
                    fail(node, fmt::format("{}: expected a number from {} to {}", field, range.low,
                                           range.high));
                out.quantities[*rule] = *value;
            } else {
                fail(node,
                     fmt::format("{}: expected name, meaning or one of {}", field, ruleNames()));
            }
        }
        if (out.name.empty()) fail(table, "expected a name");
        return out;
    }

  private:
    const std::string& file_;
};

}  // namespace

Palettes Palettes::parse(std::string_view text, const std::string& file) {
    toml::table root;
    try {
        root = toml::parse(text, file);
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input, fmt::format("{}: line {}: {}", file, error.source().begin.line,
                                                 error.description()));
    }
    const Reader reader(file);
    Palettes out;
    const toml::array* list = root["palette"].as_array();
    if (list == nullptr) reader.fail(root, "expected [[palette]] tables");
    for (const toml::node& node : *list) {
        const toml::table* table = node.as_table();
        if (table == nullptr) reader.fail(node, "expected a [[palette]] table");
        Palette palette = reader.palette(*table);
        if (out.find(palette.name) != nullptr)
            reader.fail(node, fmt::format("palette {}: twice", palette.name));
        out.palettes_.push_back(std::move(palette));
    }
    const toml::table* plane = root["plane"].as_table();
    if (plane == nullptr) reader.fail(root, "expected the table [plane]");
    const std::array<std::pair<const char*, Quantities*>, 5> places{
        {{"pleasant_excited", &out.happy_},
         {"pleasant_calm", &out.tender_},
         {"unpleasant_calm", &out.sad_},
         {"unpleasant_excited", &out.angry_},
         {"centre", &out.centre_}}};
    for (const auto& [field, quantities] : places) {
        const toml::node* node = plane->get(field);
        if (node == nullptr) reader.fail(*plane, fmt::format("plane.{} is missing", field));
        const Palette* palette = out.find(reader.text(*node, field));
        if (palette == nullptr)
            reader.fail(*node, fmt::format("plane.{}: expected the name of a palette", field));
        *quantities = palette->quantities;
    }
    for (const auto& [key, node] : root)
        if (key.str() != "palette" && key.str() != "plane")
            reader.fail(node, fmt::format("expected palette or plane, found '{}'", key.str()));
    return out;
}

Palettes Palettes::load(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ExitCode::Input, fmt::format("{}: cannot be opened", path.string()));
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return parse(text, path.string());
}

Palettes Palettes::inFolder(const std::filesystem::path& dataFolder) {
    const std::filesystem::path file = dataFolder / "configs" / "performance.toml";
    std::error_code ignored;
    return dataFolder.empty() || !std::filesystem::exists(file, ignored) ? builtIn() : load(file);
}

const Palettes& Palettes::builtIn() {
    static const Palettes palettes = parse(kPerformanceToml, "configs/performance.toml");
    return palettes;
}

const Palettes::Palette* Palettes::find(std::string_view name) const {
    for (const Palette& palette : palettes_)
        if (palette.name == name) return &palette;
    return nullptr;
}

Quantities Palettes::at(double valence, double arousal) const {
    const bool byValence = std::abs(valence) >= std::abs(arousal);
    const double outward = byValence ? std::abs(valence) : std::abs(arousal);
    if (!(outward > 0.0)) return centre_;
    // The triangle's two corners, and how far along the plane's edge from the first to the second.
    const Quantities* first = nullptr;
    const Quantities* second = nullptr;
    if (byValence) {
        first = valence > 0.0 ? &tender_ : &sad_;
        second = valence > 0.0 ? &happy_ : &angry_;
    } else {
        first = arousal > 0.0 ? &angry_ : &sad_;
        second = arousal > 0.0 ? &happy_ : &tender_;
    }
    const double along = 0.5 * (1.0 + (byValence ? arousal : valence) / outward);
    return Quantities::between(centre_, Quantities::between(*first, *second, along), outward);
}

Quantities Palettes::named(std::string_view text) const {
    if (const Palette* palette = find(text)) return palette->quantities;
    double valence = 0.0;
    double arousal = 0.0;
    if (readAffectPlace(text, valence, arousal)) return at(valence, arousal);
    std::string names;
    for (const Palette& palette : palettes_) names += (names.empty() ? "" : ", ") + palette.name;
    throw Error(ExitCode::Usage,
                fmt::format("affect: expected valence,arousal with both in -1…1, or one of {}; "
                            "found '{}'",
                            names, text));
}

bool readAffectPlace(std::string_view text, double& valence, double& arousal) {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return false;
    const auto v = numberOf(text.substr(0, comma));
    const auto a = numberOf(text.substr(comma + 1));
    if (!v || !a || !(std::abs(*v) <= 1.0) || !(std::abs(*a) <= 1.0)) return false;
    valence = *v;
    arousal = *a;
    return true;
}

void applyRule(std::string_view text, Quantities& quantities) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto rule = ruleNamed(name);
    if (!rule)
        throw Error(ExitCode::Usage, fmt::format("rule: expected NAME=K with one of {}; found '{}'",
                                                 ruleNames(), text));
    const RuleRange& range = performanceRules()[static_cast<std::size_t>(*rule)];
    const auto value =
        equals == std::string_view::npos ? std::nullopt : numberOf(text.substr(equals + 1));
    if (!value || !within(range, *value))
        throw Error(ExitCode::Usage, fmt::format("rule: expected {}=K with K from {} to {}, found "
                                                 "'{}'",
                                                 name, range.low, range.high, text));
    quantities[*rule] = *value;
}

}  // namespace arioso
