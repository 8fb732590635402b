#include "src/perform/score_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "dsp/error.h"

namespace arioso {
namespace {

template <typename T>
bool parse(std::string_view text, T& value) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

}  // namespace

bool readPlace(const std::string& text, ScorePlace& place) {
    const std::size_t colon = text.find(':');
    std::string measure = text.substr(0, colon);
    if (colon != std::string::npos && !parse(std::string_view(text).substr(colon + 1), place.beat))
        return false;
    const std::size_t hash = measure.find('#');
    if (hash != std::string::npos) {
        if (!parse(std::string_view(measure).substr(hash + 1), place.pass)) return false;
        measure.resize(hash);
    }
    place.measure = measure;
    return !measure.empty() && place.pass >= 1 && place.beat >= 1.0 && std::isfinite(place.beat);
}

double quartersOf(const ScorePlace& place, const Score& score, const std::string& origin) {
    int pass = 0;
    for (const Measure& measure : score.measures) {
        if (measure.number != place.measure || ++pass != place.pass) continue;
        const double beats = (place.beat - 1.0) * 4.0 / std::max(1, measure.beatType);
        if (beats > measure.length.value() + 1e-6)
            throw Error(ExitCode::Input,
                        fmt::format("{}: expected a beat of measure {} ({} quarters long), found "
                                    "{}",
                                    origin, place.measure, measure.length.value(), place.beat));
        return measure.start.value() + beats;
    }
    const auto& all = score.measures;
    throw Error(ExitCode::Input,
                fmt::format("{}: expected a measure of the score ({} to {}), found '{}'{}", origin,
                            all.empty() ? "none" : all.front().number,
                            all.empty() ? "none" : all.back().number, place.measure,
                            pass > 0 ? fmt::format(" for the {}. time", place.pass) : ""));
}

double secondsOf(const ScorePlace& place, const Score& score, const PerformanceClock& clock,
                 const std::string& origin) {
    return place.measure.empty() ? place.seconds : clock.seconds(quartersOf(place, score, origin));
}

}  // namespace arioso
