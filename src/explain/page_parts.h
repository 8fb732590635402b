#pragma once

#include <string>
#include <vector>

#include "src/report/html.h"

namespace arioso {

/// Pieces that the sections of an explanation are made of; text is plain, results are HTML.
using HtmlRows = std::vector<std::vector<HtmlCell>>;

std::string heading(const std::string& text);
std::string paragraph(const std::string& text);
/// A block that is closed until somebody opens it, unless `open`.
std::string folded(const std::string& title, const std::string& body, bool open = false);

/// Numbers as a table whose cells are the darker, the larger the number.
struct HeatTable {
    std::string corner;                ///< above the names of the rows
    std::vector<std::string> columns;  ///< names
    std::vector<std::string> rows;     ///< names
    /// By row; what is not finite stays empty.
    std::vector<std::vector<double>> values;
    double most = 0.0;  ///< number of the darkest colour; 0 = the largest of all
    int digits = 1;     ///< behind the point; below 0 = no numbers, colours alone
    bool sign = false;  ///< numbers below 0 are shown in another colour
};
std::string heatTable(const HeatTable& table);

}  // namespace arioso
