#include "models/semi_markov.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "dsp/error.h"

namespace arioso::models {
namespace {

constexpr double kNear = 1e-9;
constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr std::size_t kStates = 3;
constexpr std::size_t kLongest = 3;
constexpr std::size_t kLength = 6;

/// Every segmentation of a length, whatever its probability.
void forEachSegmentation(std::size_t length,
                         const std::function<void(const std::vector<Segment>&)>& visit) {
    std::vector<Segment> segments;
    const std::function<void(std::size_t)> extend = [&](std::size_t begin) {
        if (begin == length) {
            visit(segments);
            return;
        }
        for (std::size_t d = 1; d <= kLongest && begin + d <= length; ++d)
            for (std::size_t j = 0; j < kStates; ++j) {
                segments.push_back({begin, d, static_cast<int>(j)});
                extend(begin + d);
                segments.pop_back();
            }
    };
    extend(0);
}

class SmallSemiMarkov : public testing::TestWithParam<int> {
  protected:
    SmallSemiMarkov() : random(static_cast<std::uint64_t>(GetParam())), evidence(kLength, kStates) {
        const auto logs = [&](std::size_t count) {
            std::vector<double> out(count);
            double sum = 0.0;
            for (double& one : out) sum += one = 0.1 + random.uniform();
            for (double& one : out) one = std::log(one / sum);
            return out;
        };
        chain.initial = logs(kStates);
        chain.final = logs(kStates);
        chain.longest = kLongest;
        // Two tables in turn, the second of which never leads into the state it comes from.
        for (int table = 0; table < 2; ++table) {
            LogTable one(kStates, kStates);
            one.values = logs(kStates * kStates);
            for (std::size_t i = 0; table == 1 && i < kStates; ++i) one.at(i, i) = kNever;
            chain.transitions.push_back(one);
        }
        chain.tableAt = {0, 1, 0, 0, 1, 1};
        lengths = logs(kLength * kStates * kLongest);
        chain.duration = [this](std::size_t begin, std::size_t state, std::size_t length) {
            return lengths[(begin * kStates + state) * kLongest + length - 1];
        };
        for (double& one : evidence.values) one = std::log(0.05 + random.uniform());
        evidence.at(2, 1) = kNever;
    }

    RandomStream random;
    SemiMarkovChain chain;
    std::vector<double> lengths;
    LogTable evidence;
};

TEST_P(SmallSemiMarkov, LikelihoodIsTheSumOverAllSegmentations) {
    std::vector<double> all;
    forEachSegmentation(
        kLength, [&](const auto& segments) { all.push_back(chain.score(segments, evidence)); });
    EXPECT_NEAR(chain.logLikelihood(evidence), logSum(all), kNear);
}

TEST_P(SmallSemiMarkov, PosteriorIsTheShareOfTheSegmentationsThatPassThrough) {
    std::vector<std::vector<double>> through(kLength * kStates);
    forEachSegmentation(kLength, [&](const auto& segments) {
        const std::vector<int> states = statesOf(segments);
        for (std::size_t t = 0; t < kLength; ++t)
            through[t * kStates + static_cast<std::size_t>(states[t])].push_back(
                chain.score(segments, evidence));
    });
    const double total = chain.logLikelihood(evidence);
    const LogTable posterior = chain.posterior(evidence);
    for (std::size_t t = 0; t < kLength; ++t)
        for (std::size_t j = 0; j < kStates; ++j)
            EXPECT_NEAR(std::exp(posterior.at(t, j)),
                        std::exp(logSum(through[t * kStates + j]) - total), kNear)
                << "time " << t << ", state " << j;
}

TEST_P(SmallSemiMarkov, ViterbiIsTheBestOfAllSegmentations) {
    double most = kNever;
    forEachSegmentation(kLength, [&](const auto& segments) {
        most = std::max(most, chain.score(segments, evidence));
    });
    EXPECT_NEAR(chain.score(chain.viterbi(evidence), evidence), most, kNear);
}

TEST_P(SmallSemiMarkov, SamplesComeAsOftenAsTheirPosteriorSays) {
    std::map<std::vector<int>, int> seen;
    constexpr int kDraws = 20000;
    for (int i = 0; i < kDraws; ++i) ++seen[statesOf(chain.sample(evidence, random))];
    const LogTable posterior = chain.posterior(evidence);
    for (std::size_t t = 0; t < kLength; ++t)
        for (std::size_t j = 0; j < kStates; ++j) {
            int count = 0;
            for (const auto& [states, times] : seen)
                if (states[t] == static_cast<int>(j)) count += times;
            EXPECT_NEAR(static_cast<double>(count) / kDraws, std::exp(posterior.at(t, j)), 0.02);
        }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SmallSemiMarkov, testing::Values(1, 2, 3, 4));

TEST(SemiMarkov, DurationsDecideWhereSegmentsEnd) {
    SemiMarkovChain chain;
    chain.initial = {0.0, kNever};
    LogTable swap(2, 2, kNever);
    swap.at(0, 1) = swap.at(1, 0) = 0.0;
    chain.transitions = {swap};
    chain.longest = 4;
    chain.duration = [](std::size_t, std::size_t state, std::size_t length) {
        return length == (state == 0 ? 3U : 2U) ? 0.0 : kNever;
    };
    const LogTable silent(10, 2, 0.0);
    const std::vector<Segment> expected = {{0, 3, 0}, {3, 2, 1}, {5, 3, 0}, {8, 2, 1}};
    EXPECT_EQ(chain.viterbi(silent), expected);
    EXPECT_NEAR(chain.logLikelihood(silent), 0.0, kNear);
    // Nine steps cannot be made of threes and twos in turn.
    EXPECT_EQ(chain.logLikelihood(LogTable(9, 2, 0.0)), kNever);
    EXPECT_TRUE(chain.viterbi(LogTable(9, 2, 0.0)).empty());
    RandomStream random(1);
    EXPECT_THROW((void)chain.sample(LogTable(9, 2, 0.0), random), Error);
}

TEST(SemiMarkov, AStateFarBelowTheBestIsStillFoundWhenItAloneLeadsOn) {
    SemiMarkovChain chain;
    chain.initial = {std::log(0.5), std::log(0.5)};
    LogTable stay(2, 2, kNever);
    stay.at(0, 0) = stay.at(1, 1) = 0.0;
    chain.transitions = {stay};
    chain.duration = [](std::size_t, std::size_t, std::size_t) { return 0.0; };
    LogTable evidence(2, 2, 0.0);
    evidence.at(0, 1) = -2000.0;
    evidence.at(1, 0) = kNever;
    EXPECT_NEAR(chain.logLikelihood(evidence), -2000.0 + std::log(0.5), 1e-6);
    EXPECT_EQ(statesOf(chain.viterbi(evidence)), (std::vector<int>{1, 1}));
}

}  // namespace
}  // namespace arioso::models
