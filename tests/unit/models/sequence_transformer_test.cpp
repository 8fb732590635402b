#include "models/sequence_transformer.h"

#include <gtest/gtest.h>

#include "models/module_io.h"

namespace arioso::models {
namespace {

SequenceTransformerConfig small() {
    SequenceTransformerConfig config;
    config.columns = {11, 5, 11};
    config.bits = 3;
    config.hints = {2};
    config.symbols = 11;
    config.width = 24;
    config.heads = 3;
    config.layers = 3;
    config.inner = 40;
    return config;
}

struct Input {
    torch::Tensor columns, bits;
};

Input randomInput(std::int64_t batch, std::int64_t time) {
    const auto column = [&](std::int64_t size) {
        return torch::randint(size, {batch, time}, torch::kInt64);
    };
    return {torch::stack({column(11), column(5), column(11)}, 2),
            torch::randint(2, {batch, time, 3}).to(torch::kFloat32)};
}

/// Weights large enough that attention matters.
SequenceTransformer randomNetwork() {
    torch::manual_seed(3);
    SequenceTransformer network(small());
    const torch::NoGradGuard guard;
    for (auto& parameter : network->parameters())
        parameter.add_(torch::randn_like(parameter) * 0.3);
    network->eval();
    return network;
}

TEST(SequenceTransformer, StepByStepIsTheSameAsAllAtOnce) {
    const torch::NoGradGuard guard;
    auto network = randomNetwork();
    const auto [columns, bits] = randomInput(2, 17);
    const auto whole = network->forward(columns, bits);
    for (const std::int64_t chunk : {1, 3, 16}) {
        SequenceTransformerImpl::Cache cache;
        std::vector<torch::Tensor> parts;
        for (std::int64_t at = 0; at < 17; at += chunk) {
            const auto end = std::min<std::int64_t>(17, at + chunk);
            parts.push_back(
                network->forward(columns.slice(1, at, end), bits.slice(1, at, end), &cache));
        }
        EXPECT_EQ(cache.length, 17);
        EXPECT_LT((torch::cat(parts, 1) - whole).abs().max().item<double>(), 1e-4) << chunk;
    }
}

TEST(SequenceTransformer, ACopyOfTheCacheGoesOnByItself) {
    const torch::NoGradGuard guard;
    auto network = randomNetwork();
    const auto [columns, bits] = randomInput(1, 12);
    SequenceTransformerImpl::Cache cache;
    network->forward(columns.slice(1, 0, 8), bits.slice(1, 0, 8), &cache);
    SequenceTransformerImpl::Cache other = cache;
    const auto step = [&](SequenceTransformerImpl::Cache& where, std::int64_t at) {
        return network->forward(columns.slice(1, at, at + 1), bits.slice(1, at, at + 1), &where);
    };
    step(other, 11);
    step(other, 10);
    const auto after = step(cache, 8);
    const auto expected = network->forward(columns.slice(1, 0, 9), bits.slice(1, 0, 9)).slice(1, 8);
    EXPECT_LT((after - expected).abs().max().item<double>(), 1e-4);
}

TEST(SequenceTransformer, TheFutureIsNotSeen) {
    const torch::NoGradGuard guard;
    auto network = randomNetwork();
    auto [columns, bits] = randomInput(1, 10);
    const auto before = network->forward(columns, bits);
    columns[0][7][0] = (columns[0][7][0] + 1) % 11;
    const auto after = network->forward(columns, bits);
    EXPECT_LT((before - after).slice(1, 0, 7).abs().max().item<double>(), 1e-6);
    EXPECT_GT((before - after).slice(1, 7).abs().max().item<double>(), 1e-3);
}

/// It can learn to say what a hint says, and what stood two steps before.
TEST(SequenceTransformer, LearnsHintsAndThePast) {
    torch::manual_seed(1);
    SequenceTransformer network(small());
    torch::optim::Adam optimiser(network->parameters(), torch::optim::AdamOptions(3e-3));
    double loss = 0.0;
    for (int step = 0; step < 400; ++step) {
        auto [columns, bits] = randomInput(8, 16);
        // Where the second column is 0 the hint is right, elsewhere the symbol of two steps ago.
        const auto hinted = columns.select(2, 1) == 0;
        const auto past = torch::roll(columns.select(2, 0), 2, 1);
        const auto target = torch::where(hinted, columns.select(2, 2), past).slice(1, 2);
        const auto logits = network->forward(columns, bits).slice(1, 2);
        const auto cost = torch::nn::functional::cross_entropy(logits.flatten(0, 1).contiguous(),
                                                               target.flatten().contiguous());
        optimiser.zero_grad();
        cost.backward();
        optimiser.step();
        loss = cost.item<double>();
    }
    EXPECT_LT(loss, 0.7);
}

TEST(SequenceTransformer, ItsShapeIsWrittenAndReadBack) {
    const auto config = SequenceTransformerConfig::fromJson(small().toJson());
    SequenceTransformer one(small());
    SequenceTransformer two(config);
    loadModule(*two, moduleTensors(*one), "test");
    const torch::NoGradGuard guard;
    const auto [columns, bits] = randomInput(1, 4);
    EXPECT_TRUE(one->forward(columns, bits).equal(two->forward(columns, bits)));
}

TEST(SequenceTransformer, WhatItLookedAtAddsUpAndIsNeverAhead) {
    SequenceTransformer network(small());
    const torch::NoGradGuard guard;
    const auto [columns, bits] = randomInput(2, 6);
    torch::Tensor looked;
    const auto logits = network->forward(columns, bits, nullptr, &looked);
    EXPECT_EQ(looked.sizes(), (std::vector<std::int64_t>{2, 6, 6}));
    EXPECT_TRUE(looked.sum(2).allclose(torch::ones({2, 6}), 1e-5, 1e-5));
    EXPECT_EQ(looked.triu(1).abs().max().item<float>(), 0.0F);
    EXPECT_TRUE(logits.equal(network->forward(columns, bits)));
}

}  // namespace
}  // namespace arioso::models
