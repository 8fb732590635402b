#include "models/melody_vae.h"

#include <gtest/gtest.h>

#include "models/module_io.h"

namespace arioso::models {
namespace {

MelodyNetworkConfig small() {
    MelodyNetworkConfig config;
    config.symbols = 9;
    config.beatConditions = 4;
    config.chordConditions = 3;
    config.embedding = 5;
    config.beat = 17;
    config.encoder = 11;
    config.latent = 7;
    config.past = 10;
    config.conductor = 13;
    config.given = 6;
    config.decoder = 12;
    return config;
}

MelodyVae randomNetwork() {
    torch::manual_seed(5);
    MelodyVae network(small());
    const torch::NoGradGuard guard;
    for (auto& parameter : network->parameters())
        parameter.add_(torch::randn_like(parameter) * 0.4);
    network->eval();
    return network;
}

MelodyNetwork plain(const MelodyVae& network) {
    const auto tensors = moduleTensors(*network);
    return MelodyNetwork(network->config(), [&](const std::string& name, std::size_t count) {
        const auto tensor = tensors.at(name).contiguous();
        EXPECT_EQ(static_cast<std::size_t>(tensor.numel()), count) << name;
        const float* data = tensor.data_ptr<float>();
        return std::vector<float>(data, data + count);
    });
}

TEST(MelodyVae, TensorsAreThoseOfTheModule) {
    const auto tensors = moduleTensors(*randomNetwork());
    const auto listed = small().tensors();
    EXPECT_EQ(listed.size(), tensors.size());
    for (const auto& [name, shape] : listed) EXPECT_EQ(tensors.at(name).sizes(), shape) << name;
}

TEST(MelodyVae, WithoutLibTorchTheSameNumbersComeOut) {
    const torch::NoGradGuard guard;
    auto network = randomNetwork();
    const MelodyNetwork loops = plain(network);
    constexpr std::int64_t kBeats = 5;
    const auto cells = torch::randint(9, {1, kBeats, 6}, torch::kInt64);
    const auto past = torch::randint(10, {1, 1, 6}, torch::kInt64);
    const auto conditions = torch::randn({1, kBeats, 7});
    const auto list = [](const torch::Tensor& t) {
        const auto flat = t.flatten().to(torch::kInt64);
        return std::vector<int>(flat.data_ptr<std::int64_t>(),
                                flat.data_ptr<std::int64_t>() + flat.numel());
    };
    const std::vector<float> told(conditions.data_ptr<float>(),
                                  conditions.data_ptr<float>() + conditions.numel());

    const auto [mean, logVariance] = network->encode(cells, conditions);
    const auto posterior = loops.encode(list(cells), told);
    const auto deviation = (0.5 * logVariance).exp();
    for (int i = 0; i < 7; ++i) {
        const auto k = static_cast<std::size_t>(i);
        EXPECT_NEAR(posterior.mean[k], mean[0][i].item<float>(), 1e-4);
        EXPECT_NEAR(posterior.deviation[k], deviation[0][i].item<float>(), 1e-4);
    }

    const auto logits = network->decode(mean, torch::cat({past, cells}, 1), conditions);
    MelodyDecoder decoder(loops, posterior.mean, told, list(past));
    const auto flat = logits.reshape({kBeats * 6, 9});
    const auto symbols = list(cells);
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const auto& own = decoder.logits();
        for (std::size_t s = 0; s < own.size(); ++s)
            EXPECT_NEAR(
                own[s],
                flat[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(s)].item<float>(),
                1e-4)
                << "cell " << i;
        decoder.take(symbols[i]);
    }
}

TEST(MelodyVae, DecoderLooksOnlyBack) {
    const torch::NoGradGuard guard;
    auto network = randomNetwork();
    const auto before = torch::randint(9, {1, 4, 6}, torch::kInt64);
    auto other = before.clone();
    other[0][2][3] = (before[0][2][3].item<std::int64_t>() + 1) % 9;
    const auto latent = torch::randn({1, 7});
    const auto conditions = torch::randn({1, 3, 7});
    const auto change =
        (network->decode(latent, before, conditions) - network->decode(latent, other, conditions))
            .abs()
            .amax({0, 3});
    // before[2][3] is what is written at beat 1, cell 3.
    EXPECT_EQ(change[0].max().item<float>(), 0.0F);
    EXPECT_EQ(change[1].slice(0, 0, 4).max().item<float>(), 0.0F);
    EXPECT_GT(change[1][4].item<float>(), 0.0F);
    EXPECT_GT(change[2].max().item<float>(), 0.0F);
}

}  // namespace
}  // namespace arioso::models
