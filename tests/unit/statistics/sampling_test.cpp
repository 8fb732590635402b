#include "models/sampling.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "dsp/error.h"
#include "models/guided_sampler.h"

namespace arioso::models {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

TEST(Shape, TemperatureSharpensAndFlattens) {
    std::array<double, 2> weights = {0.8, 0.2};
    shape(weights, {0.5, 0, 1.0});
    EXPECT_NEAR(weights[0], 0.64 / 0.68, 1e-12);
    weights = {0.8, 0.2};
    shape(weights, {2.0, 0, 1.0});
    EXPECT_NEAR(weights[0], 2.0 / 3.0, 1e-12);
    weights = {0.8, 0.2};
    shape(weights, {1e-4, 0, 1.0});
    EXPECT_NEAR(weights[0], 1.0, 1e-12);
}

TEST(Shape, TopKAndTopPKeepTheLikeliest) {
    std::array<double, 4> weights = {0.1, 0.4, 0.3, 0.2};
    shape(weights, {1.0, 2, 1.0});
    EXPECT_NEAR(weights[1], 4.0 / 7.0, 1e-12);
    EXPECT_NEAR(weights[2], 3.0 / 7.0, 1e-12);
    EXPECT_EQ(weights[0] + weights[3], 0.0);
    weights = {0.1, 0.4, 0.3, 0.2};
    shape(weights, {1.0, 0, 0.75});
    EXPECT_EQ(weights[0], 0.0);
    EXPECT_GT(weights[3], 0.0);
}

TEST(Draw, FollowsTheWeights) {
    RandomStream random(1);
    const std::array<double, 3> weights = {1.0, 0.0, 3.0};
    std::array<int, 3> counts{};
    for (int i = 0; i < 20000; ++i) ++counts[static_cast<std::size_t>(draw(weights, random))];
    EXPECT_EQ(counts[1], 0);
    EXPECT_NEAR(counts[2] / 20000.0, 0.75, 0.01);
}

TEST(DrawMasked, NeverDeadEndsAndNeverLeavesTheMask) {
    RandomStream random(1);
    const std::array<double, 3> probabilities = {1.0, 0.0, 0.0};
    const std::array<char, 3> allowed = {0, 1, 1};
    std::array<int, 3> counts{};
    for (int i = 0; i < 4000; ++i)
        ++counts[static_cast<std::size_t>(
            drawMasked(probabilities, allowed, {0.5, 1, 0.1}, random))];
    EXPECT_EQ(counts[0], 0);
    const std::array<char, 3> none = {0, 0, 0};
    EXPECT_THROW(static_cast<void>(drawMasked(probabilities, none, {}, random)), Error);
}

TEST(RandomStream, ASeedAndAStreamNameTheNumbers) {
    RandomStream a(7, 1);
    RandomStream b(7, 1);
    RandomStream c(7, 2);
    const double first = a.uniform();
    EXPECT_EQ(first, b.uniform());
    EXPECT_NE(first, c.uniform());
    RandomStream copy = a;
    EXPECT_EQ(a.uniform(), copy.uniform());
}

Ppm smallModel(int order) {
    PpmTrainer trainer(3, order, false);
    trainer.add(std::vector<int>{0, 1, 2, 0, 1, 0, 2, 2, 1, 0, 1, 1, 0, 2});
    return trainer.model();
}

/// Every sequence's share among the draws is its share of the product of model and wishes.
TEST(GuidedSampler, IsExactForAFirstOrderModel) {
    const Ppm ppm = smallModel(1);
    GuidedSampler::Plan plan;
    plan.length = 3;
    plan.unary = [](std::size_t t, int s) { return t == 1 && s == 2 ? 1.0 : 0.0; };
    plan.pair = [](std::size_t, int before, int s) { return before == s ? -0.7 : 0.0; };
    plan.trust = 0.8;
    const std::array context = {0};
    const GuidedSampler sampler(ppm, context, plan);
    std::map<std::vector<int>, double> expected;
    double total = 0.0;
    for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b)
            for (int c = 0; c < 3; ++c) {
                const std::vector<int> all = {a, b, c};
                expected[all] = std::exp(sampler.score(all));
                total += expected[all];
            }
    RandomStream random(3);
    std::map<std::vector<int>, int> counts;
    constexpr int kDraws = 40000;
    for (int i = 0; i < kDraws; ++i) ++counts[sampler.draw({}, random)];
    for (const auto& [all, weight] : expected)
        EXPECT_NEAR(counts[all] / static_cast<double>(kDraws), weight / total, 0.01);
}

TEST(GuidedSampler, ReachesAGoalThatOnlyOnePathLeadsTo) {
    const Ppm ppm = smallModel(2);
    GuidedSampler::Plan plan;
    plan.length = 5;
    // Steps of one up or down only, and the end is far away.
    plan.unary = [](std::size_t t, int s) { return t == 4 && s != 2 ? kNever : 0.0; };
    plan.pair = [](std::size_t, int before, int s) {
        return s == before + 1 || s == before - 1 ? 0.0 : kNever;
    };
    const std::array context = {1};
    const GuidedSampler sampler(ppm, context, plan);
    ASSERT_TRUE(sampler.feasible());
    RandomStream random(9);
    for (int i = 0; i < 200; ++i) {
        const auto line = sampler.draw({0.3, 1, 1.0}, random);
        int before = 1;
        for (const int s : line) {
            EXPECT_EQ(std::abs(s - before), 1);
            before = s;
        }
        EXPECT_EQ(line.back(), 2);
    }
}

TEST(GuidedSampler, TellsThatRulesCannotBeKept) {
    const Ppm ppm = smallModel(1);
    GuidedSampler::Plan plan;
    plan.length = 2;
    plan.unary = [](std::size_t t, int s) {
        return t == 0 ? (s == 0 ? 0.0 : kNever) : (s == 2 ? 0.0 : kNever);
    };
    plan.pair = [](std::size_t, int before, int s) { return before == 0 && s == 2 ? kNever : 0.0; };
    const GuidedSampler sampler(ppm, {}, plan);
    EXPECT_FALSE(sampler.feasible());
    RandomStream random(1);
    EXPECT_THROW(static_cast<void>(sampler.draw({}, random)), Error);
}

}  // namespace
}  // namespace arioso::models
