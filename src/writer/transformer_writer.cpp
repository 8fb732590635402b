#include "src/writer/transformer_writer.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "dsp/error.h"
#include "models/module_io.h"
#include "models/safetensors.h"
#include "src/compose/event_sequence.h"

namespace arioso {
namespace {

/// Logit of what a network has never seen.
constexpr double kUnheardOf = -70.0;

/// Steps as the network takes them, a batch of one.
std::pair<torch::Tensor, torch::Tensor> inputOf(const std::vector<EventReader::Features>& steps) {
    const auto time = static_cast<std::int64_t>(steps.size());
    auto columns = torch::empty({1, time, EventReader::kColumns}, torch::kInt64);
    auto bits = torch::empty({1, time, EventReader::kBits});
    auto column = columns.accessor<std::int64_t, 3>();
    auto bit = bits.accessor<float, 3>();
    for (std::int64_t i = 0; i < time; ++i) {
        const auto& features = steps[static_cast<std::size_t>(i)];
        for (std::int64_t c = 0; c < EventReader::kColumns; ++c)
            column[0][i][c] = features.columns[static_cast<std::size_t>(c)];
        for (int b = 0; b < EventReader::kBits; ++b)
            bit[0][i][b] = static_cast<float>((features.bits >> static_cast<unsigned>(b)) & 1U);
    }
    return {columns, bits};
}

/// What a network has read and says of what comes next.
class Stream {
  public:
    void read(const EventReader::Features& step) { waiting_.push_back(step); }
    /// ln P of each symbol.
    const torch::Tensor& next(models::SequenceTransformer& network) {
        if (waiting_.empty()) return next_;
        const auto time = static_cast<std::int64_t>(waiting_.size());
        const auto [columns, bits] = inputOf(waiting_);
        waiting_.clear();
        const auto logits = network->forward(columns, bits, &cache_);
        next_ = torch::log_softmax(logits[0][time - 1], 0).contiguous();
        return next_;
    }

  private:
    models::SequenceTransformerImpl::Cache cache_;
    std::vector<EventReader::Features> waiting_;
    torch::Tensor next_;
};

class Context : public EventContext {
  public:
    explicit Context(models::SequenceTransformer& network) : network_(&network) {}
    [[nodiscard]] std::unique_ptr<EventContext> clone() const override {
        return std::make_unique<Context>(*this);
    }

    void read(const EventReader& reader) override {
        const auto step = reader.features();
        // From a mood on, what would come without it is followed, too.
        if (events::isMood(step.columns[EventReader::Symbol]))
            moodless_ = told_;
        else if (moodless_)
            moodless_->read(step);
        told_.read(step);
    }

    void predict(const EventReader& /*reader*/, int /*ending*/, std::span<double> logs) override {
        const torch::NoGradGuard guard;
        torch::Tensor next = told_.next(*network_);
        if (moodless_) {
            const torch::Tensor& without = moodless_->next(*network_);
            next = torch::log_softmax(without + kMoodGuidance * (next - without), 0).contiguous();
        }
        const float* values = next.data_ptr<float>();
        for (std::size_t i = 0; i < logs.size(); ++i) logs[i] = static_cast<double>(values[i]);
    }

  private:
    models::SequenceTransformer* network_;
    Stream told_;
    std::optional<Stream> moodless_;
};

}  // namespace

models::SequenceTransformerConfig eventNetwork() {
    models::SequenceTransformerConfig config;
    config.columns.assign(EventReader::kSizes.begin(), EventReader::kSizes.end());
    config.bits = EventReader::kBits;
    config.hints = {EventReader::EchoOne, EventReader::EchoTwo, EventReader::EchoAfter};
    config.symbols = events::kSymbols;
    return config;
}

models::SequenceTransformerConfig olderEventNetwork(std::int64_t symbols) {
    auto config = eventNetwork();
    config.columns.resize(EventReader::NextSyllable);
    for (auto& size : config.columns)
        if (size == events::kSymbols) size = symbols;
    config.symbols = symbols;
    return config;
}

void growEventNetwork(models::TensorMap& tensors, double said) {
    auto& embedding = tensors["embedding"];
    auto& weight = tensors["head.weight"];
    auto& bias = tensors["head.bias"];
    if (!embedding.defined() || !weight.defined() || !bias.defined() ||
        bias.size(0) >= events::kSymbols)
        return;
    const auto older = olderEventNetwork(bias.size(0));
    const auto rows = std::accumulate(older.columns.begin(), older.columns.end(), std::int64_t{0});
    if (embedding.size(0) != rows) return;
    const std::int64_t added = events::kSymbols - older.symbols;
    const auto nothing = [&](std::int64_t count) {
        return torch::zeros({count, embedding.size(1)}, embedding.options());
    };
    std::vector<torch::Tensor> parts;
    std::int64_t at = 0;
    for (const auto size : older.columns) {
        parts.push_back(embedding.slice(0, at, at + size));
        if (size == older.symbols) parts.push_back(nothing(added));
        at += size;
    }
    for (std::size_t column = older.columns.size(); column < EventReader::kSizes.size(); ++column)
        parts.push_back(nothing(EventReader::kSizes[column]));
    embedding = torch::cat(parts);
    weight = torch::cat({weight, torch::zeros({added, weight.size(1)}, weight.options())});
    bias = torch::cat({bias, torch::full({added}, said, bias.options())});
}

TransformerWriter::TransformerWriter(models::SequenceTransformer network)
    : network_(std::move(network)) {
    network_->eval();
}

models::SequenceTransformer loadEventNetwork(const std::filesystem::path& weights) {
    auto file = models::readSafetensors(weights);
    const std::string name = weights.string();
    const auto found = file.metadata.find("config");
    const auto json = found == file.metadata.end()
                          ? nlohmann::json()
                          : nlohmann::json::parse(found->second, nullptr, false);
    if (!json.is_object() || json.value("architecture", "") != "sequence_transformer")
        throw Error(ExitCode::Model,
                    name + ": expected the header of a sequence_transformer, found none");
    models::SequenceTransformerConfig config;
    try {
        config = models::SequenceTransformerConfig::fromJson(json);
    } catch (const nlohmann::json::exception& error) {
        throw Error(ExitCode::Model, name + ": header: " + error.what());
    }
    const auto expected = eventNetwork();
    const bool isOlder =
        config.symbols == events::kPlainSymbols || config.symbols == events::kMarkedSymbols;
    if (isOlder && config.columns == olderEventNetwork(config.symbols).columns) {
        growEventNetwork(file.tensors, kUnheardOf);
        config.columns = expected.columns;
        config.symbols = expected.symbols;
    }
    if (config.columns != expected.columns || config.bits != expected.bits ||
        config.hints != expected.hints || config.symbols != expected.symbols)
        throw Error(ExitCode::Model, name + ": is made for another alphabet of events");
    if (config.width < 1 || config.width > 4096 || config.heads < 1 ||
        config.width % (2 * config.heads) != 0 || config.layers < 1 || config.layers > 64 ||
        config.inner < 1 || config.inner > 16384)
        throw Error(ExitCode::Model, name + ": the header's sizes make no network");
    models::SequenceTransformer network(config);
    models::loadModule(*network, file.tensors, name);
    return network;
}

std::unique_ptr<TransformerWriter> TransformerWriter::load(const std::filesystem::path& weights) {
    return std::make_unique<TransformerWriter>(loadEventNetwork(weights));
}

std::unique_ptr<EventContext> TransformerWriter::begin() const {
    return std::make_unique<Context>(network_);
}

std::vector<float> TransformerWriter::attention(std::span<const int> symbols) const {
    const torch::NoGradGuard guard;
    if (symbols.empty()) return {};
    EventReader reader;
    const SequenceFollower follower(symbols);
    std::vector<EventReader::Features> steps;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        follower.push(reader, i);
        steps.push_back(reader.features());
    }
    const auto [columns, bits] = inputOf(steps);
    torch::Tensor looked;
    network_->forward(columns, bits, nullptr, &looked);
    looked = looked.contiguous();
    const float* values = looked.data_ptr<float>();
    return {values, values + looked.numel()};
}

}  // namespace arioso
