#include "src/writer/transformer_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

#include "models/module_io.h"
#include "src/compose/event_sequence.h"

namespace arioso {
namespace {

models::SequenceTransformer smallNetwork(models::SequenceTransformerConfig config) {
    config.width = 16;
    config.heads = 2;
    config.layers = 1;
    config.inner = 32;
    torch::manual_seed(3);
    models::SequenceTransformer network(config);
    network->eval();
    return network;
}

EventPiece smallPiece() {
    EventPiece piece;
    piece.lanes = {{events::LaneKind::Voice, 0, 0}};
    piece.bars = {
        {3, 4, 36, 0, -1, {cellOf({{0, 12, 60, -1, -1}, {12, 24, 64, -1, -1}})}},
        {3, 4, 36, 0, -1, {cellOf({{0, 36, 62, -1, -1}})}},
    };
    return piece;
}

/// Logits behind the last of the symbols, of as many columns as the network knows.
torch::Tensor saidBehind(models::SequenceTransformer& network, const std::vector<int>& symbols) {
    const torch::NoGradGuard guard;
    const auto columns = static_cast<std::int64_t>(network->config().columns.size());
    const auto time = static_cast<std::int64_t>(symbols.size());
    auto steps = torch::zeros({1, time, columns}, torch::kInt64);
    auto bits = torch::zeros({1, time, EventReader::kBits});
    EventReader reader;
    for (std::int64_t i = 0; i < time; ++i) {
        reader.push(symbols[static_cast<std::size_t>(i)]);
        const auto features = reader.features();
        for (std::int64_t c = 0; c < columns; ++c)
            steps[0][i][c] =
                static_cast<std::int64_t>(features.columns[static_cast<std::size_t>(c)]);
        for (int bit = 0; bit < EventReader::kBits; ++bit)
            bits[0][i][bit] =
                static_cast<float>((features.bits >> static_cast<unsigned>(bit)) & 1U);
    }
    return network->forward(steps, bits)[0][time - 1];
}

/// ln P behind the last of the symbols as a writer says it.
torch::Tensor writtenBehind(const TransformerWriter& writer, const std::vector<int>& symbols) {
    const auto context = writer.begin();
    EventReader reader;
    for (const int symbol : symbols) {
        reader.push(symbol);
        context->read(reader);
    }
    std::array<double, events::kSymbols> logs{};
    context->predict(reader, events::kBar, logs);
    return torch::tensor(std::vector<double>(logs.begin(), logs.end()), torch::kDouble)
        .to(torch::kFloat32);
}

/// A piece up to the inside of its last cell.
std::vector<int> openEnded(const EventPiece& piece) {
    std::vector<int> symbols = sequenceOf(piece);
    symbols.pop_back();
    return symbols;
}

TEST(TransformerWriter, NetworksOfEarlierAlphabetsSayWhatTheySaid) {
    for (const int known : {events::kPlainSymbols, events::kMarkedSymbols}) {
        auto network = smallNetwork(olderEventNetwork(known));
        auto config = network->config().toJson();
        const auto path = std::filesystem::temp_directory_path() /
                          ("arioso-writer-" + std::to_string(getpid()) + ".safetensors");
        models::writeSafetensors(path, models::moduleTensors(*network),
                                 {{"config", config.dump()}});
        const auto writer = TransformerWriter::load(path);
        std::filesystem::remove(path);
        const auto symbols = openEnded(smallPiece());
        const auto before = torch::log_softmax(saidBehind(network, symbols), 0);
        const auto after = writtenBehind(*writer, symbols);
        EXPECT_TRUE(torch::allclose(after.slice(0, 0, known), before, 1e-4, 1e-4)) << known;
        EXPECT_LT(after.slice(0, known).max().item<double>(), -50.0) << "never learnt to say it";
    }
}

TEST(TransformerWriter, AMoodIsFollowedFurtherThanTheNetworkWouldByItself) {
    auto network = smallNetwork(eventNetwork());
    EventPiece piece = smallPiece();
    const auto without = torch::log_softmax(saidBehind(network, openEnded(piece)), 0);
    piece.mood = events::moodSymbol(-0.9, -0.9);
    const auto symbols = openEnded(piece);
    const auto with = torch::log_softmax(saidBehind(network, symbols), 0);
    const TransformerWriter writer(network);
    const auto guided = torch::log_softmax(without + kMoodGuidance * (with - without), 0);
    EXPECT_TRUE(torch::allclose(writtenBehind(writer, symbols), guided, 1e-3, 1e-3));
    EXPECT_GT((guided - with).abs().max().item<double>(), 1e-3);
}

}  // namespace
}  // namespace arioso
