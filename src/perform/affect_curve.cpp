#include "src/perform/affect_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "dsp/error.h"
#include "src/perform/sheet_file.h"

namespace arioso {
namespace {

using nlohmann::json;

constexpr double kLongest = 86400.0;  // seconds
constexpr const char* kWhere = "a place \"measure:beat\", or seconds";

ScorePlace placeOf(const json& value, const std::string& where) {
    ScorePlace place;
    if (value.is_string()) {
        if (!readPlace(value.get<std::string>(), place)) SheetFile::fail(where, kWhere, value);
        return place;
    }
    if (!value.is_number()) SheetFile::fail(where, kWhere, value);
    place.seconds = value.get<double>();
    if (!(place.seconds >= 0.0 && place.seconds <= kLongest))
        SheetFile::fail(where, fmt::format("seconds from 0 to {}", kLongest), value);
    return place;
}

Quantities quantitiesOf(const json& value, const Palettes& palettes, const std::string& where) {
    const char* expected = "a palette, or [valence, arousal] with both in -1…1";
    if (value.is_string()) {
        try {
            return palettes.named(value.get<std::string>());
        } catch (const Error& error) {
            throw Error(ExitCode::Input, fmt::format("{}: {}", where, error.what()));
        }
    }
    const bool pair =
        value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number();
    if (!pair) SheetFile::fail(where, expected, value);
    const double valence = value[0].get<double>();
    const double arousal = value[1].get<double>();
    if (!(std::abs(valence) <= 1.0 && std::abs(arousal) <= 1.0))
        SheetFile::fail(where, expected, value);
    return palettes.at(valence, arousal);
}

}  // namespace

PerformanceStyle constantStyle(const Quantities& quantities) {
    PerformanceStyle style;
    style.points.push_back({{}, quantities});
    return style;
}

PerformanceStyle readAffectCurve(const std::filesystem::path& path, const Palettes& palettes) {
    const SheetFile file(path);
    PerformanceStyle out;
    out.origin = file.place(kAffectKey);
    const char* expected = "points [[\"measure:beat\", \"calm\"], …]";
    const auto found = file.root().is_object() ? file.root().find(kAffectKey) : file.root().end();
    if (found == file.root().end())
        throw Error(ExitCode::Input, fmt::format("{}: expected the key affect = [[place, "
                                                 "palette], …]",
                                                 path.string()));
    if (!found->is_array() || found->empty()) SheetFile::fail(out.origin, expected, *found);
    for (const json& item : *found) {
        if (!item.is_array() || item.size() != 2)
            SheetFile::fail(out.origin, "a point [place, palette]", item);
        out.points.push_back(
            {placeOf(item[0], out.origin), quantitiesOf(item[1], palettes, out.origin)});
    }
    return out;
}

bool hasAffectCurve(const std::filesystem::path& path) {
    const SheetFile file(path);
    const auto found = file.root().is_object() ? file.root().find(kAffectKey) : file.root().end();
    return found != file.root().end() && found->is_array();
}

StyleCurve::StyleCurve(const PerformanceStyle& style, const Score& score,
                       const PerformanceClock& clock) {
    for (const StylePoint& point : style.points) {
        const bool inScore = !point.place.measure.empty();
        points_.push_back({inScore ? quartersOf(point.place, score, style.origin)
                                   : clock.beat(point.place.seconds),
                           point.quantities});
    }
    std::stable_sort(points_.begin(), points_.end(),
                     [](const Point& a, const Point& b) { return a.quarters < b.quarters; });
}

Quantities StyleCurve::at(double quarters) const {
    if (points_.empty()) return {};
    const auto after =
        std::upper_bound(points_.begin(), points_.end(), quarters,
                         [](double at, const Point& point) { return at < point.quarters; });
    if (after == points_.begin()) return points_.front().quantities;
    if (after == points_.end()) return points_.back().quantities;
    const Point& left = *std::prev(after);
    const double width = after->quarters - left.quarters;
    return Quantities::between(left.quantities, after->quantities,
                               (quarters - left.quarters) / width);
}

std::vector<CurvePoint> StyleCurve::curve(Rule rule, const PerformanceClock& clock) const {
    const double neutral = performanceRules()[static_cast<std::size_t>(rule)].neutral;
    std::vector<CurvePoint> out;
    bool moves = false;
    for (const Point& point : points_) {
        const double value = point.quantities[rule];
        moves = moves || value != neutral;
        out.push_back({clock.seconds(point.quarters), static_cast<float>(value)});
    }
    if (!moves) out.clear();
    return out;
}

}  // namespace arioso
