#include "src/explain/sound_section.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "src/explain/page_parts.h"

namespace arioso {
namespace {

using nlohmann::json;

/// The row that tells what chance alone does.
constexpr const char* kChance = "another seed";

double numberOf(const json& value) {
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::string nameOf(const json& part) {
    return fmt::format("{} ({})", part.at("part").get<std::string>(),
                       part.at("instrument").get<std::string>());
}

HeatTable planesByPart(const json& parts) {
    HeatTable table;
    table.corner = "mean change, dB";
    for (const json& plane : parts.front().at("planes"))
        table.columns.push_back(plane.at("plane").get<std::string>());
    for (const json& part : parts) {
        table.rows.push_back(nameOf(part));
        std::vector<double>& row = table.values.emplace_back();
        for (const json& plane : part.at("planes")) row.push_back(numberOf(plane.at("db")));
    }
    return table;
}

HeatTable planesByBar(const json& part, const json& bars) {
    HeatTable table;
    table.corner = "bar";
    for (const json& bar : bars) table.columns.push_back(bar.get<std::string>());
    for (const json& plane : part.at("planes")) {
        table.rows.push_back(plane.at("plane").get<std::string>());
        std::vector<double>& row = table.values.emplace_back();
        for (const json& value : plane.at("bars")) row.push_back(numberOf(value));
    }
    return table;
}

/// What moves a part most, and what is no more than chance.
std::string inWords(const json& part) {
    double chance = 0.0;
    double most = -1.0;
    std::string strongest;
    std::string silent;
    for (const json& plane : part.at("planes"))
        if (plane.at("plane") == kChance) chance = numberOf(plane.at("db"));
    for (const json& plane : part.at("planes")) {
        const auto name = plane.at("plane").get<std::string>();
        const double db = numberOf(plane.at("db"));
        if (name == kChance || std::isnan(db)) continue;
        if (db > most) {
            most = db;
            strongest = name;
        }
        if (db <= chance) silent += (silent.empty() ? "" : ", ") + name;
    }
    if (strongest.empty()) return {};
    std::string out =
        fmt::format("{}: {} moves it most ({:.1f} dB)", nameOf(part), strongest, most);
    if (!silent.empty())
        out += fmt::format("; no more than other noise would ({:.1f} dB): {}", chance, silent);
    return out + ".";
}

}  // namespace

std::string soundSection(const json& sound) {
    if (!sound.is_object() || sound.at("parts").empty()) return {};
    const json& parts = sound.at("parts");
    std::string out = heading("What moves the sound");
    out += paragraph(fmt::format(
        "From {:.1f} to {:.1f} s, made again with one condition at a time held at a "
        "value that says nothing, and with the same noise. Numbers are the mean change "
        "of the log-mel that the vocoder is given, where the part sounds; it hardly shows "
        "vibrato. \"{}\" is "
        "what chance alone does.",
        sound.at("from").get<double>(), sound.at("to").get<double>(), kChance));
    out += heatTable(planesByPart(parts));
    std::string words;
    for (const json& part : parts)
        if (const std::string line = inWords(part); !line.empty())
            words += "<li>" + escapeHtml(line) + "</li>\n";
    out += "<ul>\n" + words + "</ul>\n";
    HtmlRows held = {{{"condition", ""}, {"held at", ""}}};
    for (const json& plane : parts.front().at("planes"))
        held.push_back({{plane.at("plane").get<std::string>(), ""},
                        {plane.at("held").get<std::string>(), ""}});
    out += folded("what was held at what", "<div class=\"words\">" + htmlTable(held) + "</div>\n");
    for (const json& part : parts)
        out +=
            folded(nameOf(part) + ", bar by bar", heatTable(planesByBar(part, sound.at("bars"))));
    return out;
}

}  // namespace arioso
