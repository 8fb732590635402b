#include "tools/eval/measure/diversity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "dsp/error.h"

namespace arioso::eval {
namespace {

DiversityPiece piece(std::vector<int> shape, double feature, float angle) {
    DiversityPiece out;
    out.place = {std::cos(angle), std::sin(angle)};
    out.row = {feature, std::nan("")};
    out.shape = std::move(shape);
    out.judge = feature;
    return out;
}

TEST(Diversity, TheSamePieceTwiceIsNotDiverse) {
    const DiversityPiece one = piece({1, 2, 3, 4, 5, 6, 7, 8}, 1.0, 0.0F);
    const auto figures = diversityOf({one, one}, {one, one});
    EXPECT_NEAR(figures.likeness.mean, 0.0, 1e-6);
    EXPECT_NEAR(figures.vendi, 1.0, 1e-6);
    EXPECT_EQ(figures.shared[3], 1.0);
    EXPECT_EQ(figures.distinct[3], 0.5);
    EXPECT_EQ(figures.features.mean, 0.0);
}

TEST(Diversity, RunsThatOthersHaveAreCountedByTheirLength) {
    // Runs of two notes are one step: 1 and 2 are in both. No longer run is.
    const auto figures =
        diversityOf({piece({1, 9, 2, 8}, 0.0, 0.0F), piece({2, 7, 1, 6}, 2.0, 1.5F)},
                    {piece({}, 0.0, 0.0F), piece({}, 2.0, 0.0F)});
    EXPECT_NEAR(figures.shared[0], 0.5, 1e-9);
    EXPECT_EQ(figures.shared[1], 0.0);
    EXPECT_NEAR(figures.distinct[0], 6.0 / 8.0, 1e-9);
    EXPECT_EQ(figures.distinct[1], 1.0);
    // Two standard deviations of the scale; what cannot be said does not count.
    EXPECT_NEAR(figures.features.mean, 2.0, 1e-9);
    EXPECT_NEAR(figures.judge, 1.0, 1e-9);
    EXPECT_NEAR(figures.judgeDeviation, 1.0, 1e-9);
    EXPECT_NE(diversityText(figures, figures).find("human"), std::string::npos);
}

TEST(Diversity, OnePieceHasNone) {
    const DiversityPiece one = piece({1, 2}, 1.0, 0.0F);
    EXPECT_THROW(static_cast<void>(diversityOf({one}, {one})), Error);
}

}  // namespace
}  // namespace arioso::eval
