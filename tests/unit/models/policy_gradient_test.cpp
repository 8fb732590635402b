#include "models/policy_gradient.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/random_stream.h"
#include "models/sampling.h"
#include "models/sequence_transformer.h"

namespace arioso::models {
namespace {

constexpr std::int64_t kAlphabet = 6;

DrawnBatch oneStep(std::int64_t symbol, double advantage) {
    return {torch::full({1, 1}, symbol, torch::kInt64),
            torch::ones({1, 1, kAlphabet}, torch::kBool), torch::ones({1, 1}),
            torch::full({1}, advantage)};
}

TEST(PolicyGradient, RaisesWhatWasBetterThanTheRestAndLowersWhatWasWorse) {
    for (const double advantage : {1.0, -1.0}) {
        auto logits = torch::zeros({1, 1, kAlphabet}).requires_grad_();
        const auto terms = policyTerms(logits, torch::zeros_like(logits), oneStep(2, advantage));
        terms.gain.backward();
        const double p = 1.0 / kAlphabet;
        EXPECT_NEAR(logits.grad()[0][0][2].item<double>(), advantage * (1.0 - p), 1e-6);
        EXPECT_NEAR(logits.grad()[0][0][3].item<double>(), -advantage * p, 1e-6);
        EXPECT_NEAR(terms.kl.item<double>(), 0.0, 1e-7);
        EXPECT_NEAR(terms.entropy.item<double>(), std::log(6.0), 1e-6);
    }
}

TEST(PolicyGradient, KlIsThatOfTheAllowedSymbols) {
    auto batch = oneStep(0, 1.0);
    batch.allowed.fill_(false);
    batch.allowed[0][0][0] = true;
    batch.allowed[0][0][1] = true;
    auto logits = torch::zeros({1, 1, kAlphabet});
    logits[0][0][0] = std::log(3.0);
    logits[0][0][5] = 20.0;  // is forbidden and must not matter
    const auto terms = policyTerms(logits, torch::zeros_like(logits), batch);
    EXPECT_NEAR(terms.kl.item<double>(), 0.75 * std::log(1.5) + 0.25 * std::log(0.5), 1e-6);
}

TEST(PolicyGradient, StepsBehindTheEndCountForNothing) {
    DrawnBatch batch{torch::zeros({1, 2}, torch::kInt64),
                     torch::ones({1, 2, kAlphabet}, torch::kBool), torch::tensor({{1.0F, 0.0F}}),
                     torch::ones({1})};
    auto logits = torch::randn({1, 2, kAlphabet}).requires_grad_();
    const auto terms = policyTerms(logits, torch::zeros_like(logits), batch);
    (terms.gain + terms.kl + terms.entropy).backward();
    EXPECT_EQ(logits.grad()[0][1].abs().max().item<double>(), 0.0);
    EXPECT_GT(logits.grad()[0][0].abs().max().item<double>(), 0.0);
}

TEST(GroupAdvantages, CompareWithTheOthersOfTheirGroupOnly) {
    // The second group is better throughout, which says nothing about its sequences.
    const auto out = groupAdvantages({0.0, 1.0, 10.0, 10.0}, 2);
    EXPECT_LT(out[0], 0.0);
    EXPECT_NEAR(out[0], -out[1], 1e-12);
    EXPECT_EQ(out[2], 0.0);
    EXPECT_EQ(out[3], 0.0);
    EXPECT_EQ(groupAdvantages({0.5, 0.5}, 2), (std::vector<double>{0.0, 0.0}));
}

TEST(KlLeash, CostsMoreWhenThePolicyRunsAwayAndLessWhenItStays) {
    KlLeash leash(1.0, 0.1);
    leash.update(0.3);
    EXPECT_GT(leash.price(), 1.0);
    for (int i = 0; i < 5; ++i) leash.update(0.0);
    EXPECT_LT(leash.price(), 1.0);
    const double before = leash.price();
    leash.update(0.1);
    EXPECT_NEAR(leash.price(), before, 1e-12);
    leash.update(std::nan(""));
    EXPECT_NEAR(leash.price(), before, 1e-12);
}

/// A tiny network writes six symbols and is rewarded for each that is a 3.
class Threes {
  public:
    static constexpr std::int64_t kTime = 6;
    static constexpr std::int64_t kBatch = 16;

    Threes() : network_(make()), reference_(make()) {
        const torch::NoGradGuard guard;
        const auto from = network_->named_parameters();
        for (auto& item : reference_->named_parameters()) item.value().copy_(from[item.key()]);
    }

    struct Result {
        double reward = 0.0;
        double kl = 0.0;
    };
    Result run(int updates, double klPrice) {
        torch::optim::Adam optimiser(network_->parameters(), torch::optim::AdamOptions(1e-2));
        Result result;
        for (int update = 0; update < updates; ++update) {
            RandomStream random(1, static_cast<std::uint64_t>(update));
            auto inputs = torch::zeros({kBatch, kTime + 1, 1}, torch::kInt64);
            std::vector<double> rewards(kBatch, 0.0);
            for (std::int64_t t = 0; t < kTime; ++t) {
                const torch::NoGradGuard guard;
                const auto next = torch::softmax(
                    network_->forward(inputs.slice(1, 0, t + 1), {}).select(1, t), 1);
                for (std::int64_t row = 0; row < kBatch; ++row) {
                    std::vector<double> weights(kAlphabet);
                    for (std::int64_t s = 0; s < kAlphabet; ++s)
                        weights[static_cast<std::size_t>(s)] = next[row][s].item<double>();
                    const int symbol = draw(weights, random);
                    inputs[row][t + 1][0] = symbol;
                    rewards[static_cast<std::size_t>(row)] += symbol == 3 ? 1.0 / kTime : 0.0;
                }
            }
            const auto advantages = groupAdvantages(rewards, kBatch);
            DrawnBatch batch{inputs.slice(1, 1).squeeze(2),
                             torch::ones({kBatch, kTime, kAlphabet}, torch::kBool),
                             torch::ones({kBatch, kTime}),
                             torch::tensor(advantages).to(torch::kFloat32)};
            const auto given = inputs.slice(1, 0, kTime);
            const auto terms =
                policyTerms(network_->forward(given, {}), reference_->forward(given, {}), batch);
            optimiser.zero_grad();
            (klPrice * terms.kl - terms.gain).backward();
            optimiser.step();
            result = {0.0, terms.kl.item<double>()};
            for (const double one : rewards) result.reward += one / kBatch;
        }
        return result;
    }

  private:
    static SequenceTransformer make() {
        torch::manual_seed(5);
        SequenceTransformerConfig config;
        config.columns = {kAlphabet};
        config.symbols = kAlphabet;
        config.width = 16;
        config.heads = 2;
        config.layers = 1;
        config.inner = 16;
        return SequenceTransformer(config);
    }
    SequenceTransformer network_, reference_;
};

TEST(PolicyGradient, ATinyNetworkLearnsAnObviousRewardAndALeashHoldsItBack) {
    const auto first = Threes().run(1, 0.0);
    const auto free = Threes().run(60, 0.0);
    const auto held = Threes().run(60, 5.0);
    EXPECT_LT(first.reward, 0.4);
    EXPECT_GT(free.reward, 0.8);
    EXPECT_LT(held.kl, 0.25 * free.kl);
    EXPECT_LT(held.reward, free.reward);
}

}  // namespace
}  // namespace arioso::models
