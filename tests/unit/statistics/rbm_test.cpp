#include "models/rbm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "dsp/error.h"
#include "models/hmm.h"

namespace arioso::models {
namespace {

/// Every visible state that the groups allow.
std::vector<std::vector<char>> allStates(const Rbm& rbm) {
    std::vector<std::vector<char>> out;
    std::vector<char> state(static_cast<std::size_t>(rbm.visible()), 0);
    const std::function<void(std::size_t, std::size_t)> extend = [&](std::size_t group,
                                                                     std::size_t first) {
        if (group == rbm.groups().size()) {
            out.push_back(state);
            return;
        }
        const auto count = static_cast<std::size_t>(rbm.groups()[group]);
        if (count == 1) extend(group + 1, first + 1);
        for (std::size_t i = 0; i < count; ++i) {
            state[first + i] = 1;
            extend(group + 1, first + count);
            state[first + i] = 0;
        }
    };
    extend(0, 0);
    return out;
}

Rbm randomRbm(std::vector<int> groups, int hidden, int condition, std::uint64_t seed) {
    Rbm rbm(std::move(groups), hidden, condition);
    rbm.initialise(seed, 0.8);
    RandomStream random(seed, 9);
    for (auto* values :
         {&rbm.visibleBias, &rbm.hiddenBias, &rbm.visibleCondition, &rbm.hiddenCondition})
        for (float& value : *values) value = static_cast<float>(random.between(-0.7, 0.7));
    return rbm;
}

class SmallRbm : public testing::TestWithParam<int> {
  protected:
    Rbm rbm = randomRbm({1, 3, 1, 1, 4}, 5, 2, static_cast<std::uint64_t>(GetParam()));
    Rbm::Biases biases = rbm.biasesFor(std::vector<float>{1.0F, -0.5F});

    /// log P of all states, in the order of allStates.
    std::vector<double> exact() const {
        std::vector<double> logs;
        for (const auto& state : allStates(rbm)) logs.push_back(-rbm.freeEnergy(state, biases));
        const double total = logSum(logs);
        for (double& value : logs) value -= total;
        return logs;
    }
};

TEST_P(SmallRbm, PartitionFunctionIsTheSumOverAllVisibleStates) {
    std::vector<double> logs;
    for (const auto& state : allStates(rbm)) logs.push_back(-rbm.freeEnergy(state, biases));
    EXPECT_EQ(logs.size(), 2U * 3 * 2 * 2 * 4);
    EXPECT_NEAR(rbm.logPartition(biases), logSum(logs), 1e-4);
}

TEST_P(SmallRbm, AnnealedImportanceSamplingFindsThePartitionFunction) {
    RandomStream random(5);
    EXPECT_NEAR(rbm.estimateLogPartition(biases, 200, 200, random), rbm.logPartition(biases), 0.05);
}

TEST_P(SmallRbm, FreeEnergyIsTheSumOverHiddenStates) {
    const std::vector<char> v = {1, 0, 1, 0, 0, 1, 0, 0, 1, 0};
    std::vector<double> logs;
    for (unsigned h = 0; h < 32; ++h) {
        double sum = 0.0;
        for (std::size_t k = 0; k < 5; ++k) {
            if (((h >> k) & 1U) == 0) continue;
            sum += biases.hidden[k];
            for (std::size_t i = 0; i < v.size(); ++i)
                if (v[i] != 0) sum += rbm.weights[i * 5 + k];
        }
        for (std::size_t i = 0; i < v.size(); ++i)
            if (v[i] != 0) sum += biases.visible[i];
        logs.push_back(sum);
    }
    EXPECT_NEAR(rbm.freeEnergy(v, biases), -logSum(logs), 1e-4);
}

TEST_P(SmallRbm, PseudoLikelihoodIsTheSumOfTheConditionals) {
    const std::vector<char> v = {1, 0, 1, 0, 0, 1, 0, 0, 1, 0};
    double expected = 0.0;
    std::size_t first = 0;
    for (const int group : rbm.groups()) {
        std::vector<double> logs;
        for (const auto& state : allStates(rbm)) {
            bool others = true;
            for (std::size_t i = 0; i < v.size(); ++i)
                if (i < first || i >= first + static_cast<std::size_t>(group))
                    others = others && state[i] == v[i];
            if (others) logs.push_back(-rbm.freeEnergy(state, biases));
        }
        expected += -rbm.freeEnergy(v, biases) - logSum(logs);
        first += static_cast<std::size_t>(group);
    }
    EXPECT_NEAR(rbm.pseudoLogLikelihood(v, biases), expected, 1e-4);
}

TEST_P(SmallRbm, GibbsSamplingVisitsStatesByTheirProbability) {
    const auto states = allStates(rbm);
    const std::vector<double> logs = exact();
    std::vector<double> visits(states.size(), 0.0);
    RandomStream random(3);
    std::vector<char> v = states[0];
    constexpr int kSweeps = 40000;
    for (int i = 0; i < kSweeps; ++i) {
        rbm.gibbs(v, biases, {}, {}, 1.0, random);
        for (std::size_t s = 0; s < states.size(); ++s)
            if (states[s] == v) visits[s] += 1.0 / kSweeps;
    }
    double apart = 0.0;
    for (std::size_t s = 0; s < states.size(); ++s)
        apart += std::abs(visits[s] - std::exp(logs[s]));
    EXPECT_LT(0.5 * apart, 0.06);
}

TEST_P(SmallRbm, WhatIsClampedStaysAndWhatIsForbiddenNeverSounds) {
    std::vector<char> v = {1, 0, 1, 0, 0, 1, 1, 0, 0, 0};
    const std::vector<char> clamped = {1, 1, 0, 0, 0};
    std::vector<char> allowed(10, 1);
    allowed[4] = 0;
    allowed[6] = allowed[7] = 0;
    RandomStream random(8);
    for (int i = 0; i < 300; ++i) {
        rbm.gibbs(v, biases, clamped, allowed, 2.0, random);
        EXPECT_EQ(std::vector<char>(v.begin(), v.begin() + 4), (std::vector<char>{1, 0, 1, 0}));
        EXPECT_EQ(v[4], 0);
        EXPECT_EQ(v[6] + v[7], 0);
        EXPECT_EQ(v[8] + v[9], 1);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SmallRbm, testing::Values(1, 2, 3));

double meanLogProbability(const Rbm& rbm, const std::vector<RbmCase>& cases) {
    double sum = 0.0;
    for (const RbmCase& one : cases) {
        const auto biases = rbm.biasesFor(one.condition);
        sum += -rbm.freeEnergy(one.visible, biases) - rbm.logPartition(biases);
    }
    return sum / static_cast<double>(cases.size());
}

/// Bars and stripes of 3 × 3: 14 pictures (MacKay 2003, chapter 43).
std::vector<RbmCase> barsAndStripes() {
    std::vector<RbmCase> out;
    for (int turn = 0; turn < 2; ++turn)
        for (unsigned bits = 0; bits < 8; ++bits) {
            if (turn == 1 && (bits == 0 || bits == 7)) continue;
            RbmCase one;
            for (unsigned y = 0; y < 3; ++y)
                for (unsigned x = 0; x < 3; ++x)
                    one.visible.push_back(static_cast<char>((bits >> (turn == 0 ? x : y)) & 1U));
            out.push_back(one);
        }
    return out;
}

class Learning : public testing::TestWithParam<bool> {};

TEST_P(Learning, BarsAndStripesAreLearnt) {
    const std::vector<RbmCase> cases = barsAndStripes();
    Rbm rbm(std::vector<int>(9, 1), 10);
    rbm.initialise(1);
    RbmTraining training;
    training.epochs = 3000;
    training.batch = 14;
    training.steps = GetParam() ? 1 : 5;
    training.persistent = GetParam();
    training.rate = 0.1;
    training.momentum = 0.5;
    training.decay = 0.0;
    trainRbm(rbm, cases, training);
    // Nine independent units have 9 ln 2 = 6.24 nats, the truth has ln 14 = 2.64.
    EXPECT_GT(meanLogProbability(rbm, cases), -3.6);
}

INSTANTIATE_TEST_SUITE_P(ContrastiveAndPersistent, Learning, testing::Bool());

TEST(Rbm, ConditionsAreLearnt) {
    // Which of three units is on is what the condition says.
    std::vector<RbmCase> cases;
    for (int i = 0; i < 300; ++i) {
        RbmCase one{std::vector<char>(3, 0), std::vector<float>(3, 0.0F)};
        one.visible[static_cast<std::size_t>(i % 3)] = 1;
        one.condition[static_cast<std::size_t>(i % 3)] = 1.0F;
        cases.push_back(one);
    }
    Rbm rbm({3}, 2, 3);
    rbm.initialise(1);
    RbmTraining training;
    training.epochs = 60;
    training.rate = 0.2;
    trainRbm(rbm, cases, training);
    EXPECT_GT(meanLogProbability(rbm, cases), -0.15);
}

TEST(Rbm, RefusesWhatDoesNotFit) {
    Rbm rbm({1, 1}, 2);
    EXPECT_THROW(trainRbm(rbm, {}, {}), Error);
    const std::vector<RbmCase> wrong = {{{1, 0, 1}, {}}};
    EXPECT_THROW(trainRbm(rbm, wrong, {}), Error);
    const Rbm large({1}, 40);
    EXPECT_THROW((void)large.logPartition(large.biasesFor()), Error);
}

}  // namespace
}  // namespace arioso::models
