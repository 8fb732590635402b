#include "src/report/html.h"

#include <cstdint>

namespace arioso {
namespace {

constexpr std::string_view kStyle = R"(
body { font: 15px/1.45 system-ui, sans-serif; color: #222; margin: 2em auto; max-width: 75em;
       padding: 0 1em }
table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums }
th, td { border-bottom: 1px solid #ddd; padding: .25em .6em; text-align: right }
th:first-child, td:first-child { text-align: left }
th { background: #f4f4f6 } img { max-width: 100%; display: block; margin: .4em 0 }
.good { background: #dff2e1 } .bad { background: #fbdcd4 } .faint { color: #888 }
)";

std::string base64(const std::vector<std::uint8_t>& bytes) {
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto at = [&](std::size_t k) -> std::uint32_t {
            return k < bytes.size() ? bytes[k] : 0U;
        };
        const std::uint32_t word = at(i) << 16U | at(i + 1) << 8U | at(i + 2);
        text += kDigits[word >> 18U];
        text += kDigits[word >> 12U & 63U];
        text += i + 1 < bytes.size() ? kDigits[word >> 6U & 63U] : '=';
        text += i + 2 < bytes.size() ? kDigits[word & 63U] : '=';
    }
    return text;
}

}  // namespace

std::string escapeHtml(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string htmlImage(const Image& image, std::string_view alt) {
    return "<img alt=\"" + escapeHtml(alt) + "\" src=\"data:image/png;base64," +
           base64(encodePng(image)) + "\">\n";
}

std::string htmlTable(const std::vector<std::vector<HtmlCell>>& rows) {
    std::string html = "<table>\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string_view tag = i == 0 ? "th" : "td";
        html += "<tr>";
        for (const auto& cell : rows[i]) {
            html += "<";
            html += tag;
            if (!cell.style.empty()) html += " class=\"" + escapeHtml(cell.style) + "\"";
            html += ">" + escapeHtml(cell.text) + "</";
            html += tag;
            html += ">";
        }
        html += "</tr>\n";
    }
    return html + "</table>\n";
}

std::string htmlPage(std::string_view title, std::string_view body) {
    const std::string name = escapeHtml(title);
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    page += "<title>" + name + "</title>\n<style>";
    page += kStyle;
    page += "</style>\n</head>\n<body>\n<h1>" + name + "</h1>\n";
    page += body;
    return page + "</body>\n</html>\n";
}

}  // namespace arioso
