#include "src/explain/attention_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/compose/event_piece.h"
#include "src/compose/event_sequence.h"
#include "src/explain/lane_groups.h"
#include "src/explain/page_parts.h"

namespace arioso {
namespace {

constexpr std::size_t kWindow = 12;
constexpr std::size_t kHop = 6;
constexpr double kCell = 14.0;  // pixels
constexpr double kMargin = 34.0;
constexpr std::size_t kTold = 3;

/// The bar of every symbol; -1 before the first.
std::vector<int> barsOfSymbols(const std::vector<int>& symbols) {
    std::vector<int> out;
    int bar = -1;
    for (const int symbol : symbols) {
        if (symbol == events::kBar) ++bar;
        out.push_back(bar);
    }
    return out;
}

/// Attention of the bars of one window; a step looks before it says the next symbol.
std::vector<BarAttention> ofWindow(const std::vector<int>& symbols, std::size_t first,
                                   std::size_t count, const EventModel& model) {
    const std::vector<float> weights = model.attention(symbols);
    if (weights.empty()) return {};
    const std::vector<int> bars = barsOfSymbols(symbols);
    std::vector<BarAttention> out(count);
    std::vector<double> steps(count, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
        out[i].bar = first + i;
        out[i].first = first;
        out[i].bars.assign(i + 1, 0.0);
    }
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
        if (bars[i + 1] < 0 || symbols[i + 1] == events::kEnd) continue;
        const auto bar = static_cast<std::size_t>(bars[i + 1]);
        if (bar >= count) continue;
        steps[bar] += 1.0;
        for (std::size_t j = 0; j <= i; ++j) {
            const auto weight = static_cast<double>(weights[i * symbols.size() + j]);
            if (bars[j] < 0)
                out[bar].header += weight;
            else
                out[bar].bars[static_cast<std::size_t>(bars[j])] += weight;
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const double all = std::max(1.0, steps[i]);
        out[i].header /= all;
        for (double& share : out[i].bars) share /= all;
    }
    return out;
}

std::string mapSvg(const Score& score, const std::vector<BarAttention>& attention) {
    const auto size = kMargin + static_cast<double>(score.measures.size()) * kCell + 4.0;
    double most = 0.0;
    for (const BarAttention& row : attention)
        for (std::size_t i = 0; i + 1 < row.bars.size(); ++i) most = std::max(most, row.bars[i]);
    std::string out = fmt::format(
        R"x(<div class="roll"><svg xmlns="http://www.w3.org/2000/svg" width="{0:.0f}" height="{0:.0f}" viewBox="0 0 {0:.0f} {0:.0f}" role="img" aria-label="attention, bars by bars">)x",
        size);
    for (const BarAttention& row : attention) {
        const double y = kMargin + static_cast<double>(row.bar) * kCell;
        const std::string& number = score.measures[row.bar].number;
        if (row.bar % 2 == 0) {
            out += fmt::format(R"x(<text x="4" y="{:.1f}" class="k">{}</text>)x", y + kCell - 4.0,
                               escapeHtml(number));
            out += fmt::format(R"x(<text x="{:.1f}" y="{:.1f}" class="k">{}</text>)x", y,
                               kMargin - 6.0, escapeHtml(number));
        }
        for (std::size_t i = 0; i < row.bars.size(); ++i) {
            const bool own = i + 1 == row.bars.size();
            const double shade = own || most <= 0.0 ? 1.0 : row.bars[i] / most;
            const double x = kMargin + static_cast<double>(row.first + i) * kCell;
            out += fmt::format(
                R"x(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" fill-opacity="{:.2f}" stroke="#eee" stroke-width=".5"><title>{}</title></rect>)x",
                x, y, kCell, kCell, own ? "#ccc" : "#2457c5", shade,
                escapeHtml(fmt::format("bar {} looked at bar {}: {:.1f} %", number,
                                       score.measures[row.first + i].number, 100.0 * row.bars[i])));
        }
    }
    return out + "</svg></div>\n";
}

std::string mostLookedAt(const Score& score, const BarAttention& row) {
    std::vector<std::pair<double, std::size_t>> earlier;
    for (std::size_t i = 0; i + 1 < row.bars.size(); ++i) earlier.emplace_back(row.bars[i], i);
    std::ranges::stable_sort(earlier, std::greater{}, &std::pair<double, std::size_t>::first);
    std::string out;
    for (std::size_t i = 0; i < std::min(kTold, earlier.size()); ++i)
        out += fmt::format("{}{} ({:.0f} %)", out.empty() ? "" : ", ",
                           score.measures[row.first + earlier[i].second].number,
                           100.0 * earlier[i].first);
    return out;
}

}  // namespace

std::vector<BarAttention> barAttention(const Score& score, const EventModel& model) {
    std::vector<BarAttention> out;
    const std::vector<EventKey> keys = barKeys(score);
    const std::size_t all = score.measures.size();
    for (std::size_t first = 0; out.size() < all; first += kHop) {
        const std::size_t count = std::min(kWindow, all - first);
        const EventPiece piece =
            withoutSilentLanes(eventsOf(score, commonestKey(keys, first, count), first, count));
        const auto rows = ofWindow(sequenceOf(laneGroups(piece).front()), first, count, model);
        if (rows.empty()) return {};
        for (const BarAttention& row : rows)
            if (row.bar >= out.size()) out.push_back(row);
    }
    return out;
}

std::string attentionSection(const Score& score, const std::vector<BarAttention>& attention) {
    if (attention.empty()) return {};
    HtmlRows rows = {
        {{"bar", ""}, {"itself", ""}, {"key, metre, tempo, parts", ""}, {"earlier bars", ""}}};
    for (const BarAttention& row : attention)
        rows.push_back({{score.measures[row.bar].number, ""},
                        {fmt::format("{:.0f} %", 100.0 * row.bars.back()), ""},
                        {fmt::format("{:.0f} %", 100.0 * row.header), ""},
                        {mostLookedAt(score, row), ""}});
    return heading("Where the transformer looked") +
           paragraph(
               "A row is a bar, a column a bar before it (grey is the bar itself): the darker, the "
               "more the network's attention rested there, on the mean of its heads and layers. "
               "Attention tells what was looked at, not what it was good for.") +
           mapSvg(score, attention) +
           folded(std::to_string(attention.size()) + " bars", htmlTable(rows));
}

nlohmann::json attentionJson(const Score& score, const std::vector<BarAttention>& attention) {
    nlohmann::json out = nlohmann::json::array();
    for (const BarAttention& row : attention)
        out.push_back({{"bar", score.measures[row.bar].number},
                       {"first", score.measures[row.first].number},
                       {"header", row.header},
                       {"bars", row.bars}});
    return out;
}

}  // namespace arioso
