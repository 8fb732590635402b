#include "tools/train/likeness/contrast.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/likeness/joint_embedding.h"
#include "tools/train/likeness/likeness_data.h"

namespace arioso::train {
namespace {

Rows randomRows(std::size_t count, std::size_t width, std::uint64_t seed) {
    models::RandomStream random(seed);
    Rows out{std::vector<float>(count * width), width};
    for (float& value : out.values) value = static_cast<float>(random.between(-1.0, 1.0));
    return out;
}

Rows zeros(const Rows& like) {
    return {std::vector<float>(like.values.size()), like.width};
}

double lossOf(ProjectionTrainer& a, ProjectionTrainer& b, const Rows& x, const Rows& y,
              const std::vector<int>& groups) {
    const Rows za = a.forward(x, 0.0);
    const Rows zb = b.forward(y, 0.0);
    Rows da = zeros(za);
    Rows db = zeros(zb);
    return contrast(za, zb, groups, 0.5, da, db);
}

TEST(Contrast, GradientsAreThoseOfDifferences) {
    models::Projection left(4, 5, 3);
    models::Projection right(6, 5, 3);
    ProjectionTrainer a(left, 1);
    ProjectionTrainer b(right, 2);
    const Rows x = randomRows(6, 4, 3);
    const Rows y = randomRows(6, 6, 4);
    const std::vector<int> groups = {0, 0, 1, 2, 3, 3};
    const Rows za = a.forward(x, 0.0);
    const Rows zb = b.forward(y, 0.0);
    Rows da = zeros(za);
    Rows db = zeros(zb);
    contrast(za, zb, groups, 0.5, da, db);
    a.backward(da);
    b.backward(db);
    const auto check = [&](std::vector<float>& weights, const std::vector<float>& gradient) {
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const float before = weights[i];
            weights[i] = before + 1e-2F;
            const double above = lossOf(a, b, x, y, groups);
            weights[i] = before - 1e-2F;
            const double below = lossOf(a, b, x, y, groups);
            weights[i] = before;
            EXPECT_NEAR(gradient[i], (above - below) / 2e-2, 2e-3);
        }
    };
    check(left.weights1, a.gradient(0));
    check(left.bias1, a.gradient(1));
    check(left.weights2, a.gradient(2));
    check(right.weights1, b.gradient(0));
    check(right.bias2, b.gradient(3));
}

TEST(Contrast, LearnsWhichRowsBelongTogether) {
    // The second description is the first one, mixed up and with noise.
    const std::size_t count = 64;
    const Rows x = randomRows(count, 6, 5);
    Rows y{std::vector<float>(count * 8), 8};
    const Rows mixing = randomRows(8, 6, 6);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < 8; ++k)
            for (std::size_t j = 0; j < 6; ++j) y.row(i)[k] += mixing.row(k)[j] * x.row(i)[j];
    std::vector<int> groups(count);
    for (std::size_t i = 0; i < count; ++i) groups[i] = static_cast<int>(i);
    models::Projection left(6, 16, 8);
    models::Projection right(8, 16, 8);
    ProjectionTrainer a(left, 1);
    ProjectionTrainer b(right, 2);
    const double before = lossOf(a, b, x, y, groups);
    for (int step = 0; step < 150; ++step) {
        const Rows za = a.forward(x, 0.1);
        const Rows zb = b.forward(y, 0.1);
        Rows da = zeros(za);
        Rows db = zeros(zb);
        contrast(za, zb, groups, 0.2, da, db);
        a.backward(da);
        b.backward(db);
        a.step(0.01, 0.0);
        b.step(0.01, 0.0);
    }
    EXPECT_LT(lossOf(a, b, x, y, groups), 0.7 * before);
    std::vector<JointEmbedding::Place> places[2];
    for (std::size_t i = 0; i < count; ++i) {
        const auto values = [](std::span<const float> row) {
            return std::vector<double>(row.begin(), row.end());
        };
        places[0].push_back(left(values(x.row(i))));
        places[1].push_back(right(values(y.row(i))));
    }
    const Retrieval found =
        retrieve(places[0], places[1], groups, std::vector<std::string>(count), 9, 1);
    EXPECT_EQ(found.queries, count);
    EXPECT_GT(found.first, 0.8);
}

TEST(Retrieve, OthersAreOfOtherWorksAndOfTheSameKind) {
    const std::vector<JointEmbedding::Place> places = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};
    // Each has one other of its kind only.
    const Retrieval one = retrieve(places, places, {0, 1, 2, 3}, {"en", "en", "de", "de"}, 1, 1);
    EXPECT_EQ(one.queries, 4U);
    EXPECT_EQ(one.first, 1.0);
    EXPECT_EQ(retrieve(places, places, {0, 1, 2, 3}, {"en", "en", "de", "de"}, 2, 1).queries, 0U);
    // Windows of one work are no others.
    EXPECT_EQ(retrieve(places, places, {0, 0, 1, 1}, {"en", "en", "de", "de"}, 1, 1).queries, 0U);
}

}  // namespace
}  // namespace arioso::train
