#include "src/compose/keep_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "dsp/error.h"
#include "src/compose/rewrite.h"
#include "src/compose/study.h"

namespace arioso {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<std::size_t> barNumbered(const std::string& number, const Score& score,
                                       std::size_t from) {
    for (std::size_t i = from; i < score.measures.size(); ++i)
        if (score.measures[i].number == number) return i;
    return std::nullopt;
}

std::optional<BarSpan> findBars(const std::string& text, const Score& score) {
    if (const auto one = barNumbered(text, score, 0)) return BarSpan{*one, *one};
    const auto dash = text.find('-');
    if (dash == std::string::npos) return std::nullopt;
    const auto first = barNumbered(text.substr(0, dash), score, 0);
    if (!first) return std::nullopt;
    const auto last = barNumbered(text.substr(dash + 1), score, *first);
    if (!last) return std::nullopt;
    return BarSpan{*first, *last};
}

bool looksLikeBars(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

std::string barsThereAre(const Score& score) {
    return score.measures.empty() ? std::string("no bars")
                                  : fmt::format("bars of {} to {}", score.measures.front().number,
                                                score.measures.back().number);
}

/// Notes of a part that begin at a beat of a bar.
bool keepNotes(std::size_t part, std::size_t bar, double beat, const Score& score, Kept& out) {
    const Measure& measure = score.measures[bar];
    const double place = measure.start.value() + (beat - 1.0) * 4.0 / std::max(1, measure.beatType);
    const long tick = std::lround(place * kTicks);
    bool any = false;
    const auto& notes = score.parts[part].notes;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (std::lround(notes[i].onset.value() * kTicks) != tick) continue;
        out.notes.insert({static_cast<int>(part), i});
        any = true;
    }
    return any;
}

}  // namespace

BarSpan parseBars(const std::string& text, const Score& score, const std::string& what) {
    const auto found = findBars(text, score);
    if (!found)
        throw Error(ExitCode::Usage, fmt::format("{}: expected {} as A-B or A, found '{}'", what,
                                                 barsThereAre(score), text));
    return *found;
}

std::size_t parsePart(const std::string& text, const Score& score, const std::string& what) {
    std::string known;
    for (std::size_t i = 0; i < score.parts.size(); ++i) {
        const Part& part = score.parts[i];
        if (part.id == text || lower(part.name) == lower(text)) return i;
        known += (known.empty() ? "" : ", ") + (part.name.empty() ? part.id : part.name);
    }
    throw Error(ExitCode::Usage, fmt::format("{}: expected one of the parts {}, found '{}'", what,
                                             known.empty() ? "(there are none)" : known, text));
}

Kept parseKeep(const std::vector<std::string>& items, const Score& score) {
    const auto lanes = lanesOf(score);
    Kept out;
    out.cells.assign(score.measures.size() * lanes.size(), 0);
    const auto keep = [&](const BarSpan& bars, std::optional<std::size_t> part) {
        for (std::size_t bar = bars.first; bar <= bars.last; ++bar)
            for (std::size_t lane = 0; lane < lanes.size(); ++lane)
                if (!part || lanes[lane].part == static_cast<int>(*part))
                    out.cells[bar * lanes.size() + lane] = 1;
    };
    for (const std::string& item : items) {
        const auto at = item.rfind('@');
        if (at == std::string::npos) {
            if (item == "rhythm") {
                out.rhythm = true;
            } else if (const auto bars = findBars(item, score)) {
                keep(*bars, std::nullopt);
            } else if (looksLikeBars(item)) {
                throw Error(ExitCode::Usage, fmt::format("--keep: expected {}, found '{}'",
                                                         barsThereAre(score), item));
            } else if (!score.measures.empty()) {
                keep({0, score.measures.size() - 1}, parsePart(item, score, "--keep"));
            }
            continue;
        }
        const std::size_t part = parsePart(item.substr(0, at), score, "--keep");
        const std::string place = item.substr(at + 1);
        const auto colon = place.find(':');
        const BarSpan bars = parseBars(place.substr(0, colon), score, "--keep");
        if (colon == std::string::npos) {
            keep(bars, part);
            continue;
        }
        const std::string beat = place.substr(colon + 1);
        char* end = nullptr;
        const double value = std::strtod(beat.c_str(), &end);
        if (beat.empty() || *end != '\0' || !(value >= 1.0) || value > 1000.0)
            throw Error(
                ExitCode::Usage,
                fmt::format("--keep: expected PART@BAR:BEAT with beats from 1, found '{}'", item));
        bool any = false;
        for (std::size_t bar = bars.first; bar <= bars.last; ++bar) {
            any = keepNotes(part, bar, value, score, out) || any;
            // Where the bar is played again, too.
            for (std::size_t other = bar + 1; other < score.measures.size(); ++other)
                if (playsAgain(score.measures[bar], score.measures[other]))
                    keepNotes(part, other, value, score, out);
        }
        if (!any)
            throw Error(ExitCode::Usage, fmt::format("--keep: expected a note where '{}' says, "
                                                     "found none that begins there",
                                                     item));
    }
    return out;
}

}  // namespace arioso
