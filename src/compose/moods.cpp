#include "src/compose/moods.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <charconv>
#include <optional>

#include "dsp/error.h"
#include "src/compose/character.h"

namespace arioso {
namespace {

class Reader {
  public:
    explicit Reader(std::string name) : name_(std::move(name)) {}

    [[noreturn]] void fail(const toml::node& node, const std::string& text) const {
        throw Error(ExitCode::Input,
                    fmt::format("{} line {}: {}", name_, node.source().begin.line, text));
    }

    NamedMood mood(const toml::table& table) const {
        NamedMood out;
        for (const auto& [key, value] : table) {
            const std::string field(key.str());
            if (field == "name" || field == "meaning") {
                const auto text = value.value<std::string>();
                if (!text || text->empty()) fail(value, field + ": expected a text");
                (field == "name" ? out.name : out.meaning) = *text;
            } else if (field == "valence") {
                out.steering.valence = number(value, field);
            } else if (field == "arousal") {
                out.steering.arousal = number(value, field);
            } else if (field == "density") {
                out.steering.density = number(value, field);
            } else if (field == "minor" || field == "drums") {
                const auto flag = value.value<bool>();
                if (!flag) fail(value, field + ": expected true or false");
                if (field == "minor")
                    out.steering.minor = *flag;
                else
                    out.steering.drums = *flag;
            } else if (field == "programs") {
                const toml::array* list = value.as_array();
                if (list == nullptr) fail(value, "programs: expected a list of numbers");
                for (const toml::node& one : *list) {
                    const auto program = one.value<std::int64_t>();
                    if (!program || *program < 0 || *program > 127)
                        fail(one, "programs: expected numbers 0 to 127");
                    out.steering.programs.push_back(static_cast<int>(*program));
                }
            } else {
                fail(value, "unknown field " + field);
            }
        }
        if (out.name.empty()) fail(table, "expected a name");
        try {
            static_cast<void>(characterOf(out.steering, false));
        } catch (const Error& error) {
            fail(table, error.what());
        }
        return out;
    }

  private:
    double number(const toml::node& node, const std::string& field) const {
        const auto value = node.value<double>();
        if (!value) fail(node, field + ": expected a number");
        return *value;
    }

    std::string name_;
};

std::optional<double> parseNumber(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size())
        return std::nullopt;
    return value;
}

}  // namespace

MoodTable MoodTable::load(const std::filesystem::path& path) {
    MoodTable out;
    try {
        const toml::table file = toml::parse_file(path.string());
        const Reader reader(path.string());
        const toml::array* list = file["mood"].as_array();
        if (list == nullptr)
            throw Error(ExitCode::Input, path.string() + ": expected [[mood]] tables");
        for (const toml::node& node : *list) {
            const toml::table* table = node.as_table();
            if (table == nullptr) reader.fail(node, "expected a [[mood]] table");
            NamedMood mood = reader.mood(*table);
            if (out.find(mood.name) != nullptr) reader.fail(node, "mood " + mood.name + ": twice");
            out.moods_.push_back(std::move(mood));
        }
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input,
                    fmt::format("{} line {}: {}", path.string(), error.source().begin.line,
                                std::string(error.description())));
    }
    return out;
}

const NamedMood* MoodTable::find(std::string_view name) const {
    for (const NamedMood& mood : moods_)
        if (mood.name == name) return &mood;
    return nullptr;
}

Steering MoodTable::steeringOf(std::string_view text) const {
    if (const NamedMood* mood = find(text)) return mood->steering;
    if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
        const auto valence = parseNumber(text.substr(0, comma));
        const auto arousal = parseNumber(text.substr(comma + 1));
        if (valence && arousal && *valence >= -1.0 && *valence <= 1.0 && *arousal >= -1.0 &&
            *arousal <= 1.0) {
            Steering steering;
            steering.valence = *valence;
            steering.arousal = *arousal;
            return steering;
        }
    }
    std::string names;
    for (const NamedMood& mood : moods_) names += (names.empty() ? "" : ", ") + mood.name;
    throw Error(ExitCode::Usage,
                fmt::format("mood: expected valence,arousal with both in -1…1, or one of {}; "
                            "found '{}'",
                            names, text));
}

}  // namespace arioso
