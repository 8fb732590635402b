#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "src/score/score.h"

namespace arioso {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(Beat, IsAReducedFractionWithAPositiveDenominator) {
    EXPECT_EQ(Beat(6, -4), Beat(-3, 2));
    EXPECT_EQ(Beat(0, -7).den, 1);
    EXPECT_EQ(Beat(1, 3) + Beat(1, 6), Beat(1, 2));
    EXPECT_EQ(Beat(1, 3) - Beat(1, 2), Beat(-1, 6));
    EXPECT_EQ(Beat(2, 3) * Beat(3, 4), Beat(1, 2));
    EXPECT_LT(Beat(1, 3), Beat(34, 100));
    EXPECT_GE(Beat(-1, 3), Beat(-34, 100));
}

TEST(Beat, SaturatesInsteadOfOverflowing) {
    EXPECT_EQ(Beat(kMost, 1) + Beat(kMost, 1), Beat(kMost, 1));
    EXPECT_EQ(Beat(-kMost, 1) - Beat(kMost, 1), Beat(-kMost, 1));
    EXPECT_EQ(Beat(kMost, 1) * Beat(kMost, 1), Beat(kMost, 1));
    EXPECT_EQ(Beat(5, 0), Beat(kMost, 1));
    EXPECT_EQ(Beat(0, 0), Beat());
    EXPECT_EQ(Beat(std::numeric_limits<std::int64_t>::min(), 1).num, -kMost);
}

TEST(Beat, KeepsTheNearestFractionWhenTheExactOneDoesNotFit) {
    const Beat sum = Beat(1, 4'000'000'007) + Beat(1, 4'000'000'009) + Beat(1, 3'999'999'979);
    EXPECT_NEAR(sum.value() * 4e9, 3.0, 1e-6);
    EXPECT_GT(sum.den, 0);
}

TEST(Beat, ComesFromADoubleOnAGridOfTuplets) {
    EXPECT_EQ(Beat::fromDouble(1.0 / 3.0), Beat(1, 3));
    EXPECT_EQ(Beat::fromDouble(0.2), Beat(1, 5));
    EXPECT_EQ(Beat::fromDouble(std::nan("")), Beat());
    EXPECT_GT(Beat::fromDouble(1e300).value(), 1e9);
}

TEST(TempoMap, IsAHundredAndTwentyWhereNothingIsSaid) {
    const TempoMap map({});
    EXPECT_DOUBLE_EQ(map.seconds(4.0), 2.0);
    EXPECT_DOUBLE_EQ(map.beat(2.0), 4.0);
    const TempoMap late({{Beat::whole(4), 60.0, false}});
    EXPECT_DOUBLE_EQ(late.seconds(5.0), 3.0);
}

TEST(TempoMap, LaterOfTwoChangesAtOnePlaceHolds) {
    const TempoMap map({{Beat{}, 60.0, false}, {Beat{}, 240.0, false}});
    EXPECT_DOUBLE_EQ(map.seconds(4.0), 1.0);
}

TEST(TempoMap, IntegratesARampExactly) {
    const TempoMap map({{Beat{}, 120.0, true}, {Beat::whole(8), 60.0, false}});
    // Riemann sum as the independent witness.
    double expected = 0.0;
    constexpr int kSteps = 200'000;
    for (int i = 0; i < kSteps; ++i) {
        const double beat = 8.0 * (i + 0.5) / kSteps;
        expected += 60.0 / (120.0 - 60.0 * beat / 8.0) * (8.0 / kSteps);
    }
    EXPECT_NEAR(map.seconds(8.0), expected, 1e-9);
    EXPECT_NEAR(map.tempoAt(4.0), 90.0, 1e-9);
    EXPECT_NEAR(map.seconds(9.0) - map.seconds(8.0), 1.0, 1e-12);
    for (const double beat : {0.0, 0.7, 3.9, 8.0, 20.0}) {
        EXPECT_NEAR(map.beat(map.seconds(beat)), beat, 1e-9);
    }
}

TEST(TempoMap, GlidesToTheFirstOfTwoChangesAndGoesOnWithTheSecond) {
    const TempoMap map(
        {{Beat{}, 120.0, true}, {Beat::whole(4), 60.0, false}, {Beat::whole(4), 120.0, false}});
    EXPECT_NEAR(map.seconds(4.0), 4.0 * std::log(2.0), 1e-12);
    EXPECT_NEAR(map.seconds(6.0) - map.seconds(4.0), 1.0, 1e-12);
}

TEST(TempoMap, SurvivesImpossibleTempos) {
    const TempoMap map({{Beat{}, 0.0, true},
                        {Beat::whole(4), -5.0, false},
                        {Beat::whole(8), std::nan(""), false}});
    EXPECT_TRUE(std::isfinite(map.seconds(100.0)));
    EXPECT_GT(map.seconds(100.0), map.seconds(99.0));
}

}  // namespace
}  // namespace arioso
