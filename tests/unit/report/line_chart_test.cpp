#include "src/report/line_chart.h"

#include <gtest/gtest.h>
#include <png.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "dsp/error.h"
#include "src/report/image.h"

namespace arioso {
namespace {

/// Whether a pixel shows the blue of the first curve, at full or partial coverage.
bool showsCurve(Rgb pixel) {
    return pixel.b > pixel.r + 60;
}

/// Topmost row in which a column shows the first curve; -1 if none does.
int rowOfCurve(const Image& image, int column) {
    for (int y = 0; y < image.height(); ++y) {
        if (showsCurve(image.at(column, y))) return y;
    }
    return -1;
}

TEST(LineChart, fallingLossFallsOnTheScreen) {
    const Image image = drawLineChart("loss", {{"", {0, 100}, {4.0, 1.0}}}, false);
    const int left = rowOfCurve(image, 100);
    const int right = rowOfCurve(image, image.width() - 40);
    ASSERT_GT(left, 0);
    ASSERT_GT(right, 0);
    EXPECT_LT(left + 300, right);
}

TEST(LineChart, logarithmicAxisPutsTheGeometricMeanHalfWay) {
    const Image image = drawLineChart("loss", {{"", {0, 1, 3, 4}, {1000, 10, 10, 0.1}}}, true);
    const int top = rowOfCurve(image, 85);
    const int middle = rowOfCurve(image, 84 + 425);
    const int bottom = rowOfCurve(image, 84 + 850);
    EXPECT_NEAR(middle, (top + bottom) / 2, 4);
}

TEST(LineChart, survivesEmptyConstantAndBrokenSeries) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NO_THROW(drawLineChart("none", {}, true));
    EXPECT_NO_THROW(drawLineChart("flat", {{"a", {1, 2}, {3, 3}}}, false));
    EXPECT_NO_THROW(drawLineChart("nan", {{"a", {1, 2, 3}, {nan, -1, 0}}}, true));
    EXPECT_NO_THROW(drawLineChart("uneven", {{"a", {1, 2, 3}, {1}}}, false));
}

TEST(LineChart, aSpikeAmongManyPointsIsStillSeen) {
    ChartSeries series{"", {}, {}};
    for (int i = 0; i < 100000; ++i) {
        series.x.push_back(i);
        series.y.push_back(i == 50000 ? 10.0 : 1.0);
    }
    const Image image = drawLineChart("spike", {series}, false);
    int top = image.height();
    for (int x = 500; x < 520; ++x) {
        const int row = rowOfCurve(image, x);
        if (row >= 0) top = std::min(top, row);
    }
    EXPECT_LT(top, 100);
}

TEST(Png, decodesToTheSamePixels) {
    Image image(5, 3, {1, 2, 3});
    image.set(4, 2, {200, 100, 50});
    const auto bytes = encodePng(image);
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    ASSERT_NE(png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()), 0);
    header.format = PNG_FORMAT_RGB;
    ASSERT_EQ(header.width, 5U);
    ASSERT_EQ(header.height, 3U);
    std::vector<std::uint8_t> rows(PNG_IMAGE_SIZE(header));
    ASSERT_NE(png_image_finish_read(&header, nullptr, rows.data(), 0, nullptr), 0);
    EXPECT_EQ(rows[0], 1);
    EXPECT_EQ(rows[rows.size() - 3], 200);
    EXPECT_EQ(rows[rows.size() - 1], 50);
}

TEST(Png, unwritablePathIsNamedAndLeavesNothing) {
    try {
        writePng("/nonexistent-folder/x.png", Image(1, 1));
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Output);
        EXPECT_NE(std::string(error.what()).find("/nonexistent-folder/x.png"), std::string::npos);
    }
}

TEST(PerceptualColour, lightnessRisesEvenly) {
    double last = -1.0;
    for (int i = 0; i <= 16; ++i) {
        const Rgb c = perceptualColour(static_cast<float>(i) / 16.0F);
        const auto linear = [](std::uint8_t v) { return std::pow(v / 255.0, 2.2); };
        const double luminance = 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
        EXPECT_GT(luminance, last) << i;
        last = luminance;
    }
    EXPECT_EQ(perceptualColour(-5.0F), perceptualColour(0.0F));
    EXPECT_EQ(perceptualColour(std::numeric_limits<float>::quiet_NaN()), perceptualColour(0.0F));
}

}  // namespace
}  // namespace arioso
