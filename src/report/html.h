#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/report/image.h"

namespace arioso {

/// Text made safe for an HTML element or a quoted attribute.
std::string escapeHtml(std::string_view text);
/// A picture inside the page itself, so that the page is one file. `alt` is plain text.
std::string htmlImage(const Image& image, std::string_view alt);

/// A cell of a table: plain text and, optionally, a class of the page's style (good, bad, faint).
struct HtmlCell {
    std::string text;
    std::string style;
};
/// A table whose first row is the heading.
std::string htmlTable(const std::vector<std::vector<HtmlCell>>& rows);
/// A whole page: plain-text title, body already in HTML. Loads nothing from anywhere.
std::string htmlPage(std::string_view title, std::string_view body);

}  // namespace arioso
