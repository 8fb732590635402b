#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/report/image.h"

namespace arioso {

/// One curve of a chart. Points are joined in the order given; a value that is not finite (or not
/// positive on a logarithmic axis) leaves a gap.
struct ChartSeries {
    std::string name;
    std::vector<double> x;
    std::vector<double> y;
};

/// A 960 × 540 chart with axes, grid and legend. Any number of points: curves with more than the
/// chart has columns are drawn as the band between the least and greatest value of each column.
Image drawLineChart(const std::string& title, const std::vector<ChartSeries>& series, bool logY,
                    const std::string& xLabel = "step");
/// The same as a PNG file, replaced atomically. Error(Output).
void writeLineChart(const std::filesystem::path& path, const std::string& title,
                    const std::vector<ChartSeries>& series, bool logY,
                    const std::string& xLabel = "step");

}  // namespace arioso
