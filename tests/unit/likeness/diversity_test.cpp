#include "src/likeness/diversity.h"

#include <gtest/gtest.h>

#include <cmath>

namespace arioso {
namespace {

using Places = std::vector<JointEmbedding::Place>;

TEST(Diversity, AlikePiecesAreOnePieceAndPiecesAtRightAnglesAreAll) {
    const Places alike(5, {1.0F, 0.0F, 0.0F});
    EXPECT_NEAR(vendiScore(alike), 1.0, 1e-6);
    EXPECT_NEAR(spreadOf(alike).mean, 0.0, 1e-6);
    const Places apart = {{1.0F, 0.0F, 0.0F}, {0.0F, 1.0F, 0.0F}, {0.0F, 0.0F, 1.0F}};
    EXPECT_NEAR(vendiScore(apart), 3.0, 1e-6);
    EXPECT_NEAR(spreadOf(apart).least, 1.0, 1e-6);
    EXPECT_EQ(vendiScore({}), 0.0);
}

TEST(Diversity, VendiIsTheSameByRowsAndByColumns) {
    // Two kinds of three pieces each: two pieces in effect, whichever table is the smaller.
    const Places many = {{1.0F, 0.0F}, {1.0F, 0.0F}, {1.0F, 0.0F},
                         {0.0F, 1.0F}, {0.0F, 1.0F}, {0.0F, 1.0F}};
    EXPECT_NEAR(vendiScore(many), 2.0, 1e-6);
    const float half = std::sqrt(0.5F);
    const Places slanted = {{1.0F, 0.0F, 0.0F}, {half, half, 0.0F}};
    // Eigenvalues (1 ± cos 45°) / 2.
    const double a = (1.0 + std::sqrt(0.5)) / 2.0;
    EXPECT_NEAR(vendiScore(slanted), std::exp(-a * std::log(a) - (1 - a) * std::log(1 - a)), 1e-5);
}

TEST(Diversity, SpreadTellsMeanLeastAndNearest) {
    const std::vector<std::vector<double>> distances = {
        {0.0, 1.0, 4.0}, {1.0, 0.0, 3.0}, {4.0, 3.0, 0.0}};
    const Spread spread = spreadOf(distances);
    EXPECT_NEAR(spread.mean, 8.0 / 3.0, 1e-9);
    EXPECT_NEAR(spread.least, 1.0, 1e-9);
    EXPECT_NEAR(spread.nearest, 5.0 / 3.0, 1e-9);
    EXPECT_EQ(spreadOf(std::vector<std::vector<double>>{{0.0}}).mean, 0.0);
}

}  // namespace
}  // namespace arioso
