#include "src/explain/feeling_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "src/explain/page_parts.h"
#include "src/explain/roll_svg.h"

namespace arioso {
namespace {

constexpr double kTempoHeight = 80.0;  // pixels
constexpr double kLevelHeight = 56.0;
constexpr double kGap = 22.0;
/// What is less is not told of a note or a bar.
constexpr double kLeastMs = 0.5;
constexpr double kLeastDb = 0.05;
constexpr double kLeastGapMs = 1.0;
constexpr std::size_t kRulesOfABar = 3;

const char* nameOf(Rule rule) {
    return performanceRules().at(static_cast<std::size_t>(rule)).name;
}

std::string deviationText(const Deviation& deviation) {
    std::string out;
    if (std::abs(deviation.ms) >= kLeastMs) out += fmt::format(" {:+.0f} ms", deviation.ms);
    if (std::abs(deviation.db) >= kLeastDb) out += fmt::format(" {:+.1f} dB", deviation.db);
    if (std::abs(deviation.gapMs) >= kLeastGapMs)
        out += fmt::format(" gap {:+.0f} ms", deviation.gapMs);
    return out;
}

std::string text(double x, double y, const std::string& words) {
    return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" class="k">{}</text>)", x, y,
                       escapeHtml(words));
}

double xOf(double quarters) {
    return kRollLeft + quarters * kRollQuarter;
}

std::string tempoPanel(const FeelingTrace& trace, double top) {
    double low = 1e9;
    double high = 0.0;
    for (const FeltBeat& beat : trace.beats) {
        low = std::min({low, beat.written, beat.played});
        high = std::max({high, beat.written, beat.played});
    }
    const double margin = std::max(2.0, 0.05 * (high - low));
    low -= margin;
    high += margin;
    const auto y = [&](double tempo) {
        return top + kTempoHeight * (1.0 - (tempo - low) / (high - low));
    };
    std::string written;
    std::string played;
    for (const FeltBeat& beat : trace.beats) {
        written += fmt::format("{:.1f},{:.1f} {:.1f},{:.1f} ", xOf(beat.at), y(beat.written),
                               xOf(beat.at + beat.length), y(beat.written));
        played += fmt::format("{:.1f},{:.1f} ", xOf(beat.at + beat.length / 2.0), y(beat.played));
    }
    std::string out =
        text(2, top - 5, "tempo, quarters a minute: written, with its fermatas, grey; played blue");
    out += text(2, top + 9, fmt::format("{:.0f}", high));
    out += text(2, top + kTempoHeight, fmt::format("{:.0f}", low));
    out += fmt::format(
        R"(<polyline points="{}" fill="none" stroke="#aaa" stroke-width="1.5"/><polyline points="{}" fill="none" stroke="#2457c5" stroke-width="1.8"/>)",
        written, played);
    return out;
}

std::string levelPanel(const FeelingTrace& trace, double top) {
    double most = 1.0;
    for (const FeltBeat& beat : trace.beats) most = std::max(most, std::abs(beat.db));
    const double zero = top + kLevelHeight / 2.0;
    std::string out =
        text(2, top - 5, "level against what is written, dB: louder blue, softer orange");
    out += text(2, top + 9, fmt::format("{:+.1f}", most));
    out += text(2, top + kLevelHeight, fmt::format("{:+.1f}", -most));
    for (const FeltBeat& beat : trace.beats) {
        if (beat.notes == 0) continue;
        const double height = std::abs(beat.db) / most * kLevelHeight / 2.0;
        out += fmt::format(
            R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"><title>{:+.1f} dB</title></rect>)",
            xOf(beat.at) + 1.0, beat.db > 0.0 ? zero - height : zero,
            beat.length * kRollQuarter - 2.0, height, beat.db > 0.0 ? "#2457c5" : "#d28a00",
            beat.db);
    }
    out +=
        fmt::format(R"(<line x1="{:.0f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#888"/>)",
                    kRollLeft, zero, xOf(trace.beats.back().at + trace.beats.back().length), zero);
    return out;
}

/// The rules that did most to each bar, summed over its notes with their signs.
std::vector<std::string> strongest(const Explanation& e) {
    std::vector<std::array<Deviation, kRules>> sums(e.score.measures.size());
    std::vector<double> notes(sums.size(), 0.0);
    for (const NoteShares& note : e.feeling.notes) {
        notes[note.bar] += 1.0;
        for (const RuleShare& share : note.rules) {
            Deviation& sum = sums[note.bar].at(static_cast<std::size_t>(share.rule));
            sum.ms += share.deviation.ms;
            sum.db += share.deviation.db;
            sum.gapMs += share.deviation.gapMs;
        }
    }
    std::vector<std::string> out(sums.size());
    for (std::size_t bar = 0; bar < sums.size(); ++bar) {
        if (notes[bar] == 0.0) continue;
        std::vector<std::pair<double, std::string>> told;
        for (std::size_t r = 0; r < kRules; ++r) {
            Deviation mean = sums[bar].at(r);
            mean.ms /= notes[bar];
            mean.db /= notes[bar];
            mean.gapMs /= notes[bar];
            const std::string words = deviationText(mean);
            if (words.empty()) continue;
            // 10 ms and 1 dB are about equally striking.
            const double weight =
                std::abs(mean.ms) / 10.0 + std::abs(mean.db) + std::abs(mean.gapMs) / 20.0;
            told.emplace_back(weight, nameOf(static_cast<Rule>(r)) + words);
        }
        std::ranges::stable_sort(told, std::greater{}, &std::pair<double, std::string>::first);
        for (std::size_t i = 0; i < std::min(kRulesOfABar, told.size()); ++i)
            out[bar] += (i == 0 ? "" : "; ") + told[i].second;
    }
    return out;
}

std::string ruleTable(const FeelingTrace& trace) {
    HtmlRows rows = {{{"rule", ""},
                      {"quantity", ""},
                      {"notes", ""},
                      {"time, mean of |ms|", ""},
                      {"level, mean of |dB|", ""},
                      {"gap, mean of |ms|", ""},
                      {"what it does", ""}}};
    for (const FeltRule& one : trace.rules) {
        const RuleRange& range = performanceRules().at(static_cast<std::size_t>(one.rule));
        const std::string quantity = one.lowest == one.highest
                                         ? fmt::format("{:.2f}", one.lowest)
                                         : fmt::format("{:.2f} to {:.2f}", one.lowest, one.highest);
        const auto number = [&one](double value) {
            return one.notes > 0 ? fmt::format("{:.1f}", value) : std::string();
        };
        rows.push_back({{range.name, ""},
                        {quantity, ""},
                        {one.notes == 0 && one.rule >= Rule::Tempo ? std::string("all alike")
                                                                   : std::to_string(one.notes),
                         ""},
                        {number(one.mean.ms), ""},
                        {number(one.mean.db), ""},
                        {number(one.mean.gapMs), ""},
                        {range.meaning, ""}});
    }
    return htmlTable(rows);
}

std::string barTable(const Explanation& e) {
    HtmlRows rows = {{{"bar", ""},
                      {"tempo written", ""},
                      {"played", ""},
                      {"change", ""},
                      {"velocity written", ""},
                      {"played", ""},
                      {"level, dB", ""},
                      {"gaps, ms", ""},
                      {"what did most, mean a note", ""}}};
    const std::vector<std::string> most = strongest(e);
    for (std::size_t i = 0; i < e.feeling.bars.size(); ++i) {
        const FeltBar& bar = e.feeling.bars[i];
        const double change = bar.written > 0.0 ? 100.0 * (bar.played / bar.written - 1.0) : 0.0;
        rows.push_back({{e.score.measures[i].number, ""},
                        {fmt::format("{:.0f}", bar.written), ""},
                        {fmt::format("{:.0f}", bar.played), ""},
                        {fmt::format("{:+.0f} %", change), ""},
                        {fmt::format("{:.0f}", bar.writtenVelocity), ""},
                        {fmt::format("{:.0f}", bar.playedVelocity), ""},
                        {fmt::format("{:+.1f}", bar.db), ""},
                        {fmt::format("{:+.0f}", bar.gapMs), ""},
                        {most[i], ""}});
    }
    return folded(std::to_string(e.feeling.bars.size()) + " bars", htmlTable(rows), true);
}

}  // namespace

std::string sharesText(const NoteShares& shares) {
    std::string out;
    for (const RuleShare& share : shares.rules) {
        const std::string words = deviationText(share.deviation);
        if (!words.empty()) out += "\n" + std::string(nameOf(share.rule)) + words;
    }
    return out;
}

std::string feelingSvg(const Explanation& e) {
    if (e.feeling.beats.empty()) return {};
    const FeltBeat& last = e.feeling.beats.back();
    const double width = xOf(last.at + last.length) + 10.0;
    const double height = kTempoHeight + kLevelHeight + 3.0 * kGap;
    std::string out = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}" role="img" aria-label="tempo and level">)",
        width, height);
    for (const Measure& measure : e.score.measures)
        out += fmt::format(R"(<line x1="{0:.1f}" y1="0" x2="{0:.1f}" y2="{1:.0f}" stroke="#ddd"/>)",
                           xOf(measure.start.value()), height);
    out += tempoPanel(e.feeling, kGap);
    out += levelPanel(e.feeling, kTempoHeight + 2.2 * kGap);
    return out + "</svg>\n";
}

std::string feelingSection(const Explanation& e) {
    const FeelingTrace& trace = e.feeling;
    if (trace.empty()) return {};
    std::string out = heading("How the feeling is performed");
    const double longer = trace.writtenSeconds > 0.0
                              ? 100.0 * (trace.playedSeconds / trace.writtenSeconds - 1.0)
                              : 0.0;
    out +=
        paragraph(fmt::format("Asked for: {}. As written it takes {:.1f} s, so performed "
                              "{:.1f} s ({:+.0f} %). Every note in the roll says what each rule "
                              "did to it: ms until the next onset, dB, silence behind it.",
                              trace.asked, trace.writtenSeconds, trace.playedSeconds, longer));
    return out + "<div class=\"last\">" + ruleTable(trace) + barTable(e) + "</div>\n";
}

nlohmann::json feelingJson(const Explanation& e) {
    using nlohmann::json;
    const auto toJson = [](const Deviation& one) {
        return json{{"ms", one.ms}, {"db", one.db}, {"gapMs", one.gapMs}};
    };
    json bars = json::array();
    for (std::size_t i = 0; i < e.feeling.bars.size(); ++i) {
        const FeltBar& bar = e.feeling.bars[i];
        bars.push_back({{"bar", e.score.measures[i].number},
                        {"tempo_written", bar.written},
                        {"tempo_played", bar.played},
                        {"velocity_written", bar.writtenVelocity},
                        {"velocity_played", bar.playedVelocity},
                        {"db", bar.db},
                        {"gapMs", bar.gapMs}});
    }
    json rules = json::array();
    for (const FeltRule& one : e.feeling.rules)
        rules.push_back({{"rule", nameOf(one.rule)},
                         {"lowest", one.lowest},
                         {"highest", one.highest},
                         {"notes", one.notes},
                         {"mean_of_absolute", toJson(one.mean)}});
    json notes = json::array();
    for (const NoteShares& note : e.feeling.notes) {
        json shares = json::object();
        for (const RuleShare& share : note.rules)
            shares[nameOf(share.rule)] = toJson(share.deviation);
        notes.push_back({{"bar", e.score.measures[note.bar].number},
                         {"part", note.part},
                         {"onset", note.onset.value()},
                         {"pitch", note.pitch},
                         {"rules", std::move(shares)}});
    }
    return {{"asked", e.feeling.asked},
            {"seconds_written", e.feeling.writtenSeconds},
            {"seconds_played", e.feeling.playedSeconds},
            {"bars", std::move(bars)},
            {"rules", std::move(rules)},
            {"notes", std::move(notes)}};
}

}  // namespace arioso
