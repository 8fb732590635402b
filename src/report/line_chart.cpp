#include "src/report/line_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/report/draw.h"

namespace arioso {
namespace {

constexpr int kWidth = 960;
constexpr int kHeight = 540;
constexpr int kLeft = 84;
constexpr int kRight = 24;
constexpr int kTop = 44;
constexpr int kBottom = 52;
constexpr int kPlotWidth = kWidth - kLeft - kRight;
constexpr int kPlotHeight = kHeight - kTop - kBottom;
constexpr Rgb kInk{40, 40, 46};
constexpr Rgb kGrid{225, 226, 230};
// Told apart by colour-blind eyes as well: Okabe and Ito's set, "Color universal design", 2008.
constexpr Rgb kColours[] = {{0, 114, 178},  {213, 94, 0},  {0, 158, 115}, {204, 121, 167},
                            {86, 180, 233}, {230, 159, 0}, {0, 0, 0}};

struct Axis {
    double low = 0.0;
    double high = 1.0;
    bool logarithmic = false;

    [[nodiscard]] bool shows(double value) const {
        return std::isfinite(value) && (!logarithmic || value > 0.0);
    }
    [[nodiscard]] double map(double value) const { return logarithmic ? std::log10(value) : value; }
    [[nodiscard]] double place(double value) const { return (map(value) - low) / (high - low); }
};

void fit(Axis& axis, double margin, const std::vector<ChartSeries>& series, bool vertical) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const auto& one : series) {
        for (const double value : vertical ? one.y : one.x) {
            if (!axis.shows(value)) continue;
            low = std::min(low, axis.map(value));
            high = std::max(high, axis.map(value));
        }
    }
    if (low > high) {
        low = 0.0;
        high = 1.0;
    }
    if (high - low < 1e-12 * std::max(1.0, std::abs(high))) {
        const double half = std::max(0.5 * std::abs(high), 0.05);
        low -= half;
        high += half;
    }
    axis.low = low - margin * (high - low);
    axis.high = high + margin * (high - low);
}

/// Values worth a grid line: 1, 2 or 5 times a power of ten, five or so over the axis.
std::vector<double> ticks(const Axis& axis) {
    std::vector<double> values;
    if (axis.logarithmic && axis.high - axis.low > 0.7) {
        for (int decade = static_cast<int>(std::floor(axis.low)); decade <= axis.high; ++decade) {
            for (const double digit : {1.0, 2.0, 5.0}) {
                if (digit > 1.0 && axis.high - axis.low > 3.0) continue;
                const double value = digit * std::pow(10.0, decade);
                if (std::log10(value) >= axis.low && std::log10(value) <= axis.high) {
                    values.push_back(value);
                }
            }
        }
        return values;
    }
    const double low = axis.logarithmic ? std::pow(10.0, axis.low) : axis.low;
    const double high = axis.logarithmic ? std::pow(10.0, axis.high) : axis.high;
    const double rough = (high - low) / 6.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double step = rough / power < 1.5   ? power
                        : rough / power < 3.5 ? 2.0 * power
                                              : 5.0 * power;
    for (double value = std::ceil(low / step) * step; value <= high; value += step) {
        values.push_back(std::abs(value) < step * 1e-9 ? 0.0 : value);
    }
    return values;
}

float columnOf(const Axis& x, double value) {
    return static_cast<float>(kLeft + x.place(value) * (kPlotWidth - 1));
}
float rowOf(const Axis& y, double value) {
    return static_cast<float>(kTop + (1.0 - y.place(value)) * (kPlotHeight - 1));
}

void drawCurve(Image& image, const ChartSeries& series, const Axis& x, const Axis& y, Rgb colour) {
    const std::size_t count = std::min(series.x.size(), series.y.size());
    const bool dense = count > 2U * kPlotWidth;
    bool open = false;
    float lastColumn = 0.0F;
    float lastRow = 0.0F;
    // Least and greatest row met in the current pixel column of a dense curve.
    int bandColumn = -1;
    float bandTop = 0.0F;
    float bandBottom = 0.0F;
    const auto closeBand = [&] {
        if (bandColumn < 0) return;
        const auto column = static_cast<float>(bandColumn);
        drawLine(image, column, bandTop, column, bandBottom, colour, 1.2F);
        bandColumn = -1;
    };
    for (std::size_t i = 0; i < count; ++i) {
        if (!x.shows(series.x[i]) || !y.shows(series.y[i])) {
            open = false;
            continue;
        }
        const float column = columnOf(x, series.x[i]);
        const float row = rowOf(y, series.y[i]);
        const int pixel = static_cast<int>(std::lround(column));
        if (dense && open && pixel == bandColumn) {
            bandTop = std::min(bandTop, row);
            bandBottom = std::max(bandBottom, row);
        } else {
            closeBand();
            if (open) drawLine(image, lastColumn, lastRow, column, row, colour, 1.8F);
            if (dense) {
                bandColumn = pixel;
                bandTop = bandBottom = row;
            } else if (!open) {
                drawLine(image, column, row, column, row, colour, 3.0F);
            }
        }
        open = true;
        lastColumn = column;
        lastRow = row;
    }
    closeBand();
}

void drawLegend(Image& image, const std::vector<ChartSeries>& series) {
    int width = 0;
    for (const auto& one : series) width = std::max(width, textWidth(one.name));
    const int left = kWidth - kRight - width - 44;
    int row = kTop + 10;
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (series[i].name.empty()) continue;
        fillRectangle(image, left - 4, row - 4, width + 44, 15, {255, 255, 255});
        const auto middle = static_cast<float>(row + 3);
        drawLine(image, static_cast<float>(left), middle, static_cast<float>(left + 24), middle,
                 kColours[i % std::size(kColours)], 2.5F);
        drawText(image, left + 32, row, series[i].name, kInk);
        row += 15;
    }
}

}  // namespace

Image drawLineChart(const std::string& title, const std::vector<ChartSeries>& series, bool logY,
                    const std::string& xLabel) {
    Image image(kWidth, kHeight);
    Axis x;
    Axis y;
    y.logarithmic = logY;
    fit(x, 0.0, series, false);
    fit(y, 0.04, series, true);
    for (const double value : ticks(y)) {
        const int row = static_cast<int>(std::lround(rowOf(y, value)));
        fillRectangle(image, kLeft, row, kPlotWidth, 1, kGrid);
        const std::string label = fmt::format("{:.4g}", value);
        drawText(image, kLeft - 8 - textWidth(label), row - 3, label, kInk);
    }
    for (const double value : ticks(x)) {
        const int column = static_cast<int>(std::lround(columnOf(x, value)));
        fillRectangle(image, column, kTop, 1, kPlotHeight, kGrid);
        const std::string label = fmt::format("{:.6g}", value);
        drawText(image, column - textWidth(label) / 2, kHeight - kBottom + 8, label, kInk);
    }
    fillRectangle(image, kLeft, kTop, 1, kPlotHeight, kInk);
    fillRectangle(image, kLeft, kHeight - kBottom, kPlotWidth, 1, kInk);
    drawText(image, kLeft, 14, title, kInk, 2);
    drawText(image, kLeft + (kPlotWidth - textWidth(xLabel)) / 2, kHeight - 20, xLabel, kInk);
    for (std::size_t i = 0; i < series.size(); ++i) {
        drawCurve(image, series[i], x, y, kColours[i % std::size(kColours)]);
    }
    drawLegend(image, series);
    return image;
}

void writeLineChart(const std::filesystem::path& path, const std::string& title,
                    const std::vector<ChartSeries>& series, bool logY, const std::string& xLabel) {
    writePng(path, drawLineChart(title, series, logY, xLabel));
}

}  // namespace arioso
