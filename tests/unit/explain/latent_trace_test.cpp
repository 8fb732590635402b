#include "src/explain/latent_trace.h"

#include <gtest/gtest.h>

#include <span>

#include "src/score/reader.h"

namespace arioso {
namespace {

Score read(const std::string& metre, const std::string& body) {
    const std::string text = "X:1\nT:T\nM:" + metre + "\nL:1/8\nQ:1/4=100\nK:C\n" + body;
    return readAbc(std::as_bytes(std::span(text)), "tune.abc");
}

double of(const MelodyMeasures& measures, MelodyAttribute attribute) {
    return measures[static_cast<std::size_t>(attribute)];
}

TEST(LatentTrace, DenseBarsLieFartherAlongDensity) {
    const auto model = loadMelodyModel(ARIOSO_SOURCE_DIR "/models/weights/composer");
    const auto windows = traceLatents(read("4/4", "C8|G8|CDEFGFED|CDEFGABc|c4 z4|\n"), *model);
    ASSERT_EQ(windows.size(), 3U);
    EXPECT_EQ(windows[1].bar, 2U);
    EXPECT_EQ(windows[2].bars, 1U);
    EXPECT_GT(of(windows[1].measured, MelodyAttribute::Density),
              of(windows[0].measured, MelodyAttribute::Density) + 1.0);
    EXPECT_GT(of(windows[1].latent, MelodyAttribute::Density),
              of(windows[0].latent, MelodyAttribute::Density));
    EXPECT_EQ(windows[0].fromBefore, 0.0);
    EXPECT_GT(windows[1].fromBefore, 0.2);
}

TEST(LatentTrace, OtherMetresAndSilenceArePassedOver) {
    const auto model = loadMelodyModel(ARIOSO_SOURCE_DIR "/models/weights/composer");
    EXPECT_TRUE(traceLatents(read("5/4", "C10|D10|\n"), *model).empty());
    EXPECT_EQ(traceLatents(read("4/4", "z8|z8|C8|D8|\n"), *model).size(), 1U);
}

}  // namespace
}  // namespace arioso
