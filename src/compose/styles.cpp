#include "src/compose/styles.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <system_error>
#include <tuple>

#include "dsp/error.h"
#include "models/random_stream.h"
#include "src/compose/character.h"
#include "src/compose/piece_form.h"
#include "src/compose/steering_text.h"

namespace arioso {
namespace {

constexpr std::uint64_t kStyleStream = 0x7374796cULL;

class Reader {
  public:
    Reader(std::string name, const InstrumentTable& instruments)
        : name_(std::move(name)), instruments_(instruments) {}

    [[noreturn]] void fail(const toml::node& node, const std::string& text) const {
        throw Error(ExitCode::Input,
                    fmt::format("{} line {}: {}", name_, node.source().begin.line, text));
    }

    Style style(const toml::table& table) const {
        Style out;
        try {
            for (const auto& [key, value] : table) field(out, std::string(key.str()), value);
            if (out.name.empty()) fail(table, "expected a name");
            if (out.metres.empty()) out.metres = {{4, 4}};
            static_cast<void>(characterOf(out.steering(0), false));
            if (!out.form.empty()) static_cast<void>(parsePieceForm(out.form));
        } catch (const Error& error) {
            if (error.code() == ExitCode::Input) throw;
            fail(table, error.what());
        }
        return out;
    }

  private:
    void field(Style& out, const std::string& key, const toml::node& value) const {
        if (key == "name") {
            out.name = text(value, key);
        } else if (key == "meaning") {
            out.meaning = text(value, key);
        } else if (key == "form") {
            out.form = text(value, key);
        } else if (key == "metres") {
            for (const std::string& one : texts(value, key)) out.metres.push_back(parseMetre(one));
        } else if (key == "instruments") {
            for (const std::string& one : texts(value, key))
                out.ensembles.push_back(parsePrograms(one, instruments_));
        } else if (key == "textures") {
            for (const std::string& one : texts(value, key))
                out.textures.push_back(parseTexture(one));
        } else if (key == "groove") {
            out.character.groove = parseGroove(text(value, key));
        } else if (key == "ornaments") {
            const std::string age = text(value, key);
            if (age != "classical" && age != "romantic")
                fail(value, "ornaments: expected classical or romantic");
            out.character.period = age == "romantic" ? 1 : 0;
        } else if (key == "tempo") {
            const toml::array* list = value.as_array();
            if (list == nullptr || list->size() != 2)
                fail(value, "tempo: expected the lowest and the highest, as [72, 96]");
            out.slowest = number((*list)[0], key);
            out.fastest = number((*list)[1], key);
            if (!(out.slowest >= 20.0 && out.slowest <= out.fastest && out.fastest <= 300.0))
                fail(value, "tempo: expected 20 to 300, the lower one first");
        } else if (key == "valence") {
            out.character.valence = number(value, key);
        } else if (key == "arousal") {
            out.character.arousal = number(value, key);
        } else if (key == "density") {
            out.character.density = number(value, key);
        } else if (key == "swing") {
            out.character.swing = number(value, key);
        } else if (key == "colour") {
            out.character.colour = number(value, key);
        } else if (key == "legato") {
            out.character.legato = number(value, key);
        } else if (key == "minor") {
            out.minorShare = number(value, key);
            if (!(out.minorShare >= 0.0 && out.minorShare <= 1.0))
                fail(value, "minor: expected a share, 0 to 1");
        } else if (key == "drums") {
            const auto flag = value.value<bool>();
            if (!flag) fail(value, "drums: expected true or false");
            out.character.drums = *flag;
        } else {
            fail(value, "unknown field " + key);
        }
    }

    std::string text(const toml::node& node, const std::string& field) const {
        const auto value = node.value<std::string>();
        if (!value || value->empty()) fail(node, field + ": expected a text");
        return *value;
    }

    std::vector<std::string> texts(const toml::node& node, const std::string& field) const {
        const toml::array* list = node.as_array();
        if (list == nullptr || list->empty()) fail(node, field + ": expected a list of texts");
        std::vector<std::string> out;
        for (const toml::node& one : *list) out.push_back(text(one, field));
        return out;
    }

    double number(const toml::node& node, const std::string& field) const {
        const auto value = node.value<double>();
        if (!value) fail(node, field + ": expected a number");
        return *value;
    }

    std::string name_;
    const InstrumentTable& instruments_;
};

template <class List>
const typename List::value_type& drawn(const List& list, models::RandomStream& random) {
    return list[static_cast<std::size_t>(random.below(static_cast<int>(list.size())))];
}

}  // namespace

Steering Style::steering(std::uint64_t seed, const std::optional<Steering>& mood) const {
    models::RandomStream random(seed, kStyleStream);
    Steering out = character;
    std::tie(out.beats, out.beatType) = drawn(metres, random);
    if (!ensembles.empty()) out.programs = drawn(ensembles, random);
    out.textures = textures;
    const bool minorByChance = random.chance(minorShare);
    const double spread = random.between(-0.2, 0.2);
    if (mood) {
        out.valence = mood->valence;
        out.arousal = mood->arousal;
        out.minor = mood->minor;
    } else {
        out.minor = minorByChance;
    }
    // Tempos are compared by their ratio.
    const double place = std::clamp(0.5 + 0.5 * out.arousal + spread, 0.0, 1.0);
    const double own = std::clamp(0.5 + 0.5 * (out.arousal - character.arousal) + spread, 0.0, 1.0);
    out.quartersPerMinute = std::round(slowest * std::pow(fastest / slowest, mood ? place : own));
    return out;
}

void StyleTable::add(const std::filesystem::path& path, const InstrumentTable& instruments) {
    std::vector<Style> fresh;
    try {
        const toml::table file = toml::parse_file(path.string());
        const Reader reader(path.string(), instruments);
        const toml::array* list = file["style"].as_array();
        if (list == nullptr)
            throw Error(ExitCode::Input, path.string() + ": expected [[style]] tables");
        for (const toml::node& node : *list) {
            const toml::table* table = node.as_table();
            if (table == nullptr) reader.fail(node, "expected a [[style]] table");
            Style style = reader.style(*table);
            const auto same = [&](const Style& one) { return one.name == style.name; };
            if (std::any_of(fresh.begin(), fresh.end(), same))
                reader.fail(node, "style " + style.name + ": twice");
            fresh.push_back(std::move(style));
        }
    } catch (const toml::parse_error& error) {
        throw Error(ExitCode::Input,
                    fmt::format("{} line {}: {}", path.string(), error.source().begin.line,
                                std::string(error.description())));
    }
    for (Style& style : fresh) {
        const auto old = std::find_if(styles_.begin(), styles_.end(),
                                      [&](const Style& one) { return one.name == style.name; });
        if (old != styles_.end())
            *old = std::move(style);
        else
            styles_.push_back(std::move(style));
    }
}

StyleTable StyleTable::load(const std::filesystem::path& path, const InstrumentTable& instruments) {
    StyleTable out;
    out.add(path, instruments);
    return out;
}

const Style& StyleTable::named(std::string_view name) const {
    std::string names;
    for (const Style& style : styles_) {
        if (style.name == name) return style;
        names += (names.empty() ? "" : ", ") + style.name;
    }
    throw Error(ExitCode::Usage, fmt::format("style: expected one of {}; found '{}'", names, name));
}

std::filesystem::path userStyles() {
    std::filesystem::path folder;
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/')
        folder = config;
    else if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
        folder = std::filesystem::path(home) / ".config";
    if (folder.empty()) return {};
    std::error_code ignored;
    const std::filesystem::path path = folder / "arioso" / "styles.toml";
    return std::filesystem::exists(path, ignored) ? path : std::filesystem::path();
}

StyleTable loadStyles(const std::filesystem::path& dataFolder, const InstrumentTable& instruments) {
    StyleTable out = StyleTable::load(dataFolder / "configs/styles.toml", instruments);
    if (const auto own = userStyles(); !own.empty()) out.add(own, instruments);
    return out;
}

}  // namespace arioso
