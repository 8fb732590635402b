#include "src/report/spectrogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "dsp/audio_format.h"
#include "src/report/html.h"

namespace arioso {
namespace {

int brightness(Rgb c) {
    return c.r + c.g + c.b;
}

TEST(MelSpectrogram, energyIsBrightWhereItIsInTimeAndPitch) {
    constexpr std::size_t kFrames = 200;
    std::vector<float> mel(kFrames * dsp::kMelBands, std::log(dsp::kLogFloor));
    for (std::size_t frame = 100; frame < kFrames; ++frame) mel[frame * dsp::kMelBands + 20] = 0.0F;
    const Image image = drawMelSpectrogram(mel, {.title = "one band", .width = 400});
    const int row = 20 + (dsp::kMelBands - 21) * 2;
    EXPECT_GT(brightness(image.at(44 + 300, row)), 600);
    EXPECT_LT(brightness(image.at(44 + 100, row)), 100);
    EXPECT_LT(brightness(image.at(44 + 300, row - 20)), 100);
}

TEST(MelSpectrogram, aSharedTopKeepsAQuietPictureDark) {
    std::vector<float> quiet(50 * dsp::kMelBands, std::log(0.01F));
    const Image own = drawMelSpectrogram(quiet);
    const Image shared = drawMelSpectrogram(quiet, {.topDb = 0.0F});
    EXPECT_GT(brightness(own.at(500, 100)), brightness(shared.at(500, 100)) + 100);
    EXPECT_NEAR(loudestDb(quiet), -40.0F, 0.01F);
}

TEST(MelSpectrogram, emptyInputGivesAnEmptyPlot) {
    EXPECT_GT(drawMelSpectrogram({}).width(), 900);
}

TEST(Html, textCannotBreakOutOfThePage) {
    const std::string table = htmlTable({{{"name", ""}}, {{"<b>\"Jean & Co\"</b>", "bad"}}});
    EXPECT_NE(table.find("<td class=\"bad\">&lt;b&gt;&quot;Jean &amp; Co&quot;&lt;/b&gt;</td>"),
              std::string::npos);
    EXPECT_NE(table.find("<th>name</th>"), std::string::npos);
}

TEST(Html, picturesTravelInsideThePage) {
    const std::string html = htmlPage("a < b", htmlImage(Image(2, 2), "two by two"));
    // Every PNG begins with the same eight bytes, so its base64 form does too.
    EXPECT_NE(html.find("src=\"data:image/png;base64,iVBORw0KGgo"), std::string::npos);
    EXPECT_NE(html.find("<title>a &lt; b</title>"), std::string::npos);
    EXPECT_EQ(html.find("http"), std::string::npos);
}

}  // namespace
}  // namespace arioso
