#include "models/hmm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "dsp/error.h"

namespace arioso::models {
namespace {

constexpr double kNear = 1e-10;

/// Every sequence of states of a length.
void forEachPath(std::size_t states, std::size_t length,
                 const std::function<void(const std::vector<int>&)>& visit) {
    std::vector<int> path(length, 0);
    while (true) {
        visit(path);
        std::size_t i = 0;
        while (i < length && ++path[i] == static_cast<int>(states)) path[i++] = 0;
        if (i == length) return;
    }
}

double logJoint(const Hmm& hmm, const std::vector<int>& path, const std::vector<int>& symbols) {
    double sum = 0.0;
    for (std::size_t t = 0; t < path.size(); ++t) {
        const auto state = static_cast<std::size_t>(path[t]);
        sum += t == 0 ? hmm.chain.initial[state]
                      : hmm.chain.transition.at(static_cast<std::size_t>(path[t - 1]), state);
        sum += hmm.emission.at(state, static_cast<std::size_t>(symbols[t]));
    }
    return sum;
}

class SmallHmm : public testing::TestWithParam<int> {
  protected:
    Hmm hmm = Hmm::random(3, 4, static_cast<std::uint64_t>(GetParam()));
    std::vector<int> symbols = {0, 3, 1, 1, 2, 0};
};

TEST_P(SmallHmm, LikelihoodIsTheSumOverAllPaths) {
    std::vector<double> all;
    forEachPath(3, symbols.size(),
                [&](const auto& path) { all.push_back(logJoint(hmm, path, symbols)); });
    EXPECT_NEAR(hmm.logLikelihood(symbols), logSum(all), kNear);
}

TEST_P(SmallHmm, BackwardAndForwardAgreeAtEveryTime) {
    const LogTable seen = hmm.evidence(symbols);
    const LogTable alpha = hmm.chain.forward(seen);
    const LogTable beta = hmm.chain.backward(seen);
    for (std::size_t t = 0; t < symbols.size(); ++t) {
        std::vector<double> terms;
        for (std::size_t i = 0; i < 3; ++i) terms.push_back(alpha.at(t, i) + beta.at(t, i));
        EXPECT_NEAR(logSum(terms), hmm.logLikelihood(symbols), kNear) << "time " << t;
    }
}

TEST_P(SmallHmm, PosteriorIsTheShareOfPathsThroughAState) {
    std::map<std::pair<std::size_t, int>, double> through;
    double total = 0.0;
    forEachPath(3, symbols.size(), [&](const auto& path) {
        const double p = std::exp(logJoint(hmm, path, symbols));
        total += p;
        for (std::size_t t = 0; t < path.size(); ++t) through[{t, path[t]}] += p;
    });
    const LogTable posterior = hmm.chain.posterior(hmm.evidence(symbols));
    for (const auto& [place, p] : through)
        EXPECT_NEAR(std::exp(posterior.at(place.first, static_cast<std::size_t>(place.second))),
                    p / total, kNear);
}

TEST_P(SmallHmm, ViterbiFindsTheLikeliestOfAllPaths) {
    std::vector<int> best;
    double most = -1e300;
    forEachPath(3, symbols.size(), [&](const auto& path) {
        const double value = logJoint(hmm, path, symbols);
        if (value > most) {
            most = value;
            best = path;
        }
    });
    EXPECT_EQ(hmm.chain.viterbi(hmm.evidence(symbols)), best);
}

TEST_P(SmallHmm, SampledStatesHaveTheirPosteriorFrequencies) {
    const LogTable seen = hmm.evidence(symbols);
    const LogTable posterior = hmm.chain.posterior(seen);
    RandomStream random(5, static_cast<std::uint64_t>(GetParam()));
    constexpr int kDraws = 20000;
    std::vector<double> counts(3, 0.0);
    for (int i = 0; i < kDraws; ++i)
        ++counts[static_cast<std::size_t>(hmm.chain.sampleStates(seen, random)[2])];
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(counts[i] / kDraws, std::exp(posterior.at(2, i)), 0.015);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SmallHmm, testing::Values(1, 2, 3));

TEST(Hmm, BaumWelchNeverLosesLikelihood) {
    const std::vector<std::vector<int>> data = {{0, 1, 0, 1, 2, 2}, {}, {2, 2, 0, 1}, {1}};
    Hmm hmm = Hmm::random(2, 3, 9);
    double before = -1e300;
    for (int i = 0; i < 30; ++i) {
        const double now = hmm.reestimate(data, 0.0);
        EXPECT_GE(now, before - kNear);
        before = now;
    }
}

/// One step of Baum-Welch against counts expected over all paths.
TEST(Hmm, ReestimationIsTheExpectationOverAllPaths) {
    const std::vector<int> symbols = {0, 2, 1, 2};
    const Hmm before = Hmm::random(2, 3, 4);
    double total = 0.0;
    std::vector<double> first(2, 0.0);
    std::vector<double> moves(4, 0.0);
    std::vector<double> shown(6, 0.0);
    forEachPath(2, symbols.size(), [&](const auto& path) {
        const double p = std::exp(logJoint(before, path, symbols));
        total += p;
        first[static_cast<std::size_t>(path[0])] += p;
        for (std::size_t t = 0; t < path.size(); ++t) {
            shown[static_cast<std::size_t>(path[t] * 3 + symbols[t])] += p;
            if (t > 0) moves[static_cast<std::size_t>(path[t - 1] * 2 + path[t])] += p;
        }
    });
    Hmm after = before;
    after.reestimate(std::vector<std::vector<int>>{symbols}, 0.0);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_NEAR(std::exp(after.chain.initial[i]), first[i] / total, kNear);
        const double leaving = moves[i * 2] + moves[i * 2 + 1];
        const double here = shown[i * 3] + shown[i * 3 + 1] + shown[i * 3 + 2];
        for (std::size_t j = 0; j < 2; ++j)
            EXPECT_NEAR(std::exp(after.chain.transition.at(i, j)), moves[i * 2 + j] / leaving,
                        kNear);
        for (std::size_t k = 0; k < 3; ++k)
            EXPECT_NEAR(std::exp(after.emission.at(i, k)), shown[i * 3 + k] / here, kNear);
    }
}

TEST(Hmm, LearnsAnAlternationThatOneStateCannotTell) {
    std::vector<std::vector<int>> data;
    for (int i = 0; i < 20; ++i) data.push_back({0, 1, 0, 1, 0, 1, 0, 1});
    const Hmm two = Hmm::train(data, 2, 2, {});
    EXPECT_NEAR(two.logLikelihood(data[0]), 0.0, 0.05);
    const Hmm one = Hmm::train(data, 1, 2, {});
    EXPECT_NEAR(one.logLikelihood(data[0]), 8.0 * std::log(0.5), 1e-6);
}

TEST(Hmm, TheSameSeedTrainsAndSamplesTheSame) {
    const std::vector<std::vector<int>> data = {{0, 1, 2, 0, 1, 2, 1, 1}};
    const Hmm a = Hmm::train(data, 2, 3, {});
    const Hmm b = Hmm::train(data, 2, 3, {});
    EXPECT_EQ(a.emission, b.emission);
    RandomStream first(3);
    RandomStream second(3);
    EXPECT_EQ(a.sample(40, first).symbols, b.sample(40, second).symbols);
}

TEST(Hmm, ImpossibleObservationsHaveNoPath) {
    Hmm hmm = Hmm::random(2, 2, 1);
    hmm.emission.at(0, 1) = hmm.emission.at(1, 1) = -INFINITY;
    EXPECT_EQ(hmm.logLikelihood(std::vector<int>{0, 1}), -INFINITY);
    EXPECT_TRUE(hmm.chain.viterbi(hmm.evidence(std::vector<int>{0, 1})).empty());
    RandomStream random(1);
    EXPECT_THROW(
        static_cast<void>(hmm.chain.sampleStates(hmm.evidence(std::vector<int>{0, 1}), random)),
        Error);
}

TEST(Hmm, LongSequencesDoNotUnderflow) {
    const Hmm hmm = Hmm::random(3, 4, 2);
    RandomStream random(8);
    const auto sample = hmm.sample(5000, random);
    const double likelihood = hmm.logLikelihood(sample.symbols);
    EXPECT_LT(likelihood, -4000.0);
    EXPECT_TRUE(std::isfinite(likelihood));
}

TEST(Hmm, RefusesNothingAndUnknownSymbols) {
    EXPECT_THROW(Hmm::train(std::vector<std::vector<int>>{{}}, 2, 2, {}), Error);
    EXPECT_THROW(Hmm::train(std::vector<std::vector<int>>{{0, 2}}, 2, 2, {}), Error);
}

}  // namespace
}  // namespace arioso::models
