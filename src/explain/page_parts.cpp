#include "src/explain/page_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace arioso {
namespace {

/// Blue, or orange below 0: apart for the colour-blind, too. At most half opaque, so that numbers
/// stay legible.
std::string cell(double value, const HeatTable& table, double most) {
    if (!std::isfinite(value)) return "<td></td>";
    const double share = most > 0.0 ? std::min(1.0, std::abs(value) / most) : 0.0;
    const std::string text = table.digits < 0 ? std::string()
                             : table.sign     ? fmt::format("{:+.{}f}", value, table.digits)
                                              : fmt::format("{:.{}f}", value, table.digits);
    const std::string title =
        table.digits < 0 ? fmt::format(" title=\"{:.1f}\"", value) : std::string();
    return fmt::format("<td style=\"background:rgba({},{:.2f})\"{}>{}</td>",
                       value < 0.0 ? "230,120,20" : "50,90,200",
                       (table.digits < 0 ? 1.0 : 0.55) * share, title, text);
}

}  // namespace

std::string heading(const std::string& text) {
    return "<h2>" + escapeHtml(text) + "</h2>\n";
}

std::string paragraph(const std::string& text) {
    return "<p>" + escapeHtml(text) + "</p>\n";
}

std::string folded(const std::string& title, const std::string& body, bool open) {
    return fmt::format("<details{}><summary>{}</summary>\n{}</details>\n", open ? " open" : "",
                       escapeHtml(title), body);
}

std::string heatTable(const HeatTable& table) {
    double most = table.most;
    if (most <= 0.0)
        for (const auto& row : table.values)
            for (const double value : row)
                if (std::isfinite(value)) most = std::max(most, std::abs(value));
    std::string out =
        "<div class=\"wide\"><table class=\"heat\">\n<tr><th>" + escapeHtml(table.corner) + "</th>";
    for (const std::string& column : table.columns) out += "<th>" + escapeHtml(column) + "</th>";
    out += "</tr>\n";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        out += "<tr><th>" + escapeHtml(table.rows[i]) + "</th>";
        for (const double value : table.values[i]) out += cell(value, table, most);
        out += "</tr>\n";
    }
    return out + "</table></div>\n";
}

}  // namespace arioso
