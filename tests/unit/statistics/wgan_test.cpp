#include "models/wgan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "dsp/error.h"

namespace arioso::models {
namespace {

TEST(Perceptron, GradientsAreDifferences) {
    Perceptron net({3, 5, 4, 2});
    net.initialise(3);
    const std::vector<float> input = {0.3F, -0.7F, 1.1F};
    const std::vector<float> error = {1.0F, -2.0F};
    const auto loss = [&](const std::vector<float>& at) {
        const auto out = net.forward(at);
        return double(out[0]) - 2.0 * out[1];
    };
    Perceptron::Gradient gradient = net.zeroGradient();
    const auto back = net.backward(net.trace(input), error, gradient);
    constexpr float kStep = 1e-3F;
    for (std::size_t i = 0; i < input.size(); ++i) {
        auto more = input;
        auto less = input;
        more[i] += kStep;
        less[i] -= kStep;
        EXPECT_NEAR(back[i], (loss(more) - loss(less)) / (2.0 * kStep), 2e-3);
    }
    for (std::size_t l = 0; l < net.weights.size(); ++l)
        for (std::size_t i = 0; i < net.weights[l].size(); ++i) {
            const float before = net.weights[l][i];
            net.weights[l][i] = before + kStep;
            const double more = loss(input);
            net.weights[l][i] = before - kStep;
            const double less = loss(input);
            net.weights[l][i] = before;
            EXPECT_NEAR(gradient.weights[l][i], (more - less) / (2.0 * kStep), 2e-3);
        }
}

TEST(Wgan, GradientOfThePenaltyIsThatOfDifferences) {
    Perceptron critic({4, 6, 5, 1});
    critic.initialise(5);
    const std::vector<float> point = {0.2F, 0.9F, -0.4F, 1.0F};
    const auto penalty = [&] {
        Perceptron::Gradient unused = critic.zeroGradient();
        return addGradientPenalty(critic, point, 3, 10.0, unused);
    };
    Perceptron::Gradient gradient = critic.zeroGradient();
    addGradientPenalty(critic, point, 3, 10.0, gradient);
    constexpr float kStep = 1e-3F;
    for (std::size_t l = 0; l < critic.weights.size(); ++l)
        for (std::size_t i = 0; i < critic.weights[l].size(); ++i) {
            const float before = critic.weights[l][i];
            critic.weights[l][i] = before + kStep;
            const double more = penalty();
            critic.weights[l][i] = before - kStep;
            const double less = penalty();
            critic.weights[l][i] = before;
            EXPECT_NEAR(gradient.weights[l][i], (more - less) / (2.0 * kStep),
                        0.02 + 0.01 * std::abs(gradient.weights[l][i]));
        }
}

/// Two patterns a condition, which differ in every cell: half of each are neither.
std::vector<WganCase> cases() {
    return {{{1, 1, 0, 0, 0, 0}, {1.0F, 0.0F}},
            {{0, 0, 1, 1, 0, 0}, {1.0F, 0.0F}},
            {{0, 1, 0, 1, 0, 1}, {0.0F, 1.0F}},
            {{1, 0, 1, 0, 1, 0}, {0.0F, 1.0F}}};
}

TEST(Wgan, DrawsWhatItWasShownUnderEachCondition) {
    const auto shown = cases();
    const WganShape shape{6, 2, 4, 16};
    Perceptron generator = wganGenerator(shape);
    generator.initialise(1);
    WganTraining training;
    training.updates = 1500;
    training.batch = 16;
    training.rate = 5e-3;
    trainWgan(generator, shape, shown, training);
    RandomStream random(3);
    std::map<std::vector<char>, int> drawn;
    for (int i = 0; i < 400; ++i)
        ++drawn[wganCells(generator, drawLatent(4, random), shown[i < 200 ? 0 : 2].condition)];
    int known = 0;
    for (const WganCase& one : shown) {
        EXPECT_GT(drawn[one.cells], 20);
        known += drawn[one.cells];
    }
    EXPECT_GT(known, 340);
}

TEST(Wgan, SameSeedSameGeneratorAndBadCasesAreRefused) {
    const auto shown = cases();
    const WganShape shape{6, 2, 4, 8};
    const auto trained = [&] {
        Perceptron generator = wganGenerator(shape);
        generator.initialise(1);
        WganTraining training;
        training.updates = 5;
        trainWgan(generator, shape, shown, training);
        return generator;
    };
    EXPECT_EQ(trained().weights, trained().weights);
    Perceptron generator = wganGenerator(shape);
    EXPECT_THROW(trainWgan(generator, shape, {}, {}), Error);
    EXPECT_THROW(trainWgan(generator, {5, 2, 4, 8}, shown, {}), Error);
}

}  // namespace
}  // namespace arioso::models
