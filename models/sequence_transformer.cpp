#include "models/sequence_transformer.h"

#include <cmath>
#include <string>

namespace arioso::models {
namespace {

constexpr double kRotaryBase = 10000.0;

/// Turns pairs of channels of x [batch, heads, time, channels] by angles that grow with time.
torch::Tensor rotate(const torch::Tensor& x, std::int64_t first) {
    const auto half = x.size(3) / 2;
    const auto time = torch::arange(first, first + x.size(2), x.options());
    const auto rate = torch::exp(torch::arange(half, x.options()) *
                                 (-std::log(kRotaryBase) / static_cast<double>(half)));
    const auto angle = torch::outer(time, rate);
    const auto cosine = angle.cos();
    const auto sine = angle.sin();
    const auto a = x.slice(3, 0, half);
    const auto b = x.slice(3, half);
    return torch::cat({a * cosine - b * sine, a * sine + b * cosine}, 3);
}

}  // namespace

nlohmann::json SequenceTransformerConfig::toJson() const {
    return {{"architecture", "sequence_transformer"},
            {"columns", columns},
            {"bits", bits},
            {"hints", hints},
            {"symbols", symbols},
            {"width", width},
            {"heads", heads},
            {"layers", layers},
            {"inner", inner},
            {"dropout", dropout}};
}

SequenceTransformerConfig SequenceTransformerConfig::fromJson(const nlohmann::json& json) {
    SequenceTransformerConfig out;
    out.columns = json.value("columns", out.columns);
    out.bits = json.value("bits", out.bits);
    out.hints = json.value("hints", out.hints);
    out.symbols = json.value("symbols", out.symbols);
    out.width = json.value("width", out.width);
    out.heads = json.value("heads", out.heads);
    out.layers = json.value("layers", out.layers);
    out.inner = json.value("inner", out.inner);
    out.dropout = json.value("dropout", out.dropout);
    return out;
}

SequenceTransformerImpl::SequenceTransformerImpl(SequenceTransformerConfig config)
    : config_(std::move(config)) {
    const auto width = config_.width;
    std::int64_t rows = 0;
    std::vector<std::int64_t> offsets;
    for (const auto size : config_.columns) {
        offsets.push_back(rows);
        rows += size;
    }
    offsets_ = torch::tensor(offsets, torch::kInt64);
    embedding_ = register_parameter("embedding", torch::randn({rows, width}) * 0.05);
    if (config_.bits > 0)
        bitEmbedding_ =
            register_parameter("bit_embedding", torch::randn({config_.bits, width}) * 0.05);
    // Residual branches start small in a deep stack (Radford et al. 2019).
    const double residual = 1.0 / std::sqrt(2.0 * static_cast<double>(config_.layers));
    for (std::int64_t i = 0; i < config_.layers; ++i) {
        const std::string name = "layer" + std::to_string(i) + "_";
        const auto module = [&](const char* part, const Linear& linear) {
            return register_module(name + part, linear);
        };
        attentionNorm_.push_back(register_parameter(name + "attention_norm", torch::ones({width})));
        innerNorm_.push_back(register_parameter(name + "inner_norm", torch::ones({width})));
        attention_.push_back(module("attention", Linear(width, 3 * width)));
        joined_.push_back(module("joined", Linear(width, width, residual)));
        up_.push_back(module("up", Linear(width, config_.inner)));
        down_.push_back(module("down", Linear(config_.inner, width, residual)));
    }
    lastNorm_ = register_parameter("last_norm", torch::ones({width}));
    head_ = register_module("head", Linear(width, config_.symbols, 0.3));
    if (!config_.hints.empty())
        trust_ = register_module(
            "trust", Linear(width, static_cast<std::int64_t>(config_.hints.size()), 0.0));
}

torch::Tensor SequenceTransformerImpl::attend(const torch::Tensor& x, std::size_t layer,
                                              Cache* cache, torch::Tensor* looked) {
    const auto batch = x.size(0);
    const auto time = x.size(1);
    const auto size = config_.width / config_.heads;
    const auto parts =
        attention_[layer](x).view({batch, time, 3, config_.heads, size}).permute({2, 0, 3, 1, 4});
    const std::int64_t before = cache != nullptr ? cache->length : 0;
    const auto query = rotate(parts[0], before);
    auto key = rotate(parts[1], before);
    auto value = parts[2];
    if (cache != nullptr) {
        if (before > 0) {
            key = torch::cat({cache->keys[layer], key}, 2);
            value = torch::cat({cache->values[layer], value}, 2);
        }
        cache->keys[layer] = key;
        cache->values[layer] = value;
    }
    auto weight =
        torch::matmul(query, key.transpose(2, 3)) * (1.0 / std::sqrt(static_cast<double>(size)));
    if (time > 1) {
        const auto future = torch::ones({time, before + time}, torch::kBool).triu(before + 1);
        weight = weight.masked_fill(future, -1e9);
    }
    weight = torch::softmax(weight, 3);
    if (looked != nullptr) {
        const auto mean = weight.mean(1) / static_cast<double>(config_.layers);
        *looked = layer == 0 ? mean : *looked + mean;
    }
    const auto out = torch::matmul(weight, value);
    return joined_[layer](out.permute({0, 2, 1, 3}).reshape({batch, time, config_.width}));
}

torch::Tensor SequenceTransformerImpl::forward(const torch::Tensor& columns,
                                               const torch::Tensor& bits, Cache* cache,
                                               torch::Tensor* looked) {
    const auto batch = columns.size(0);
    const auto time = columns.size(1);
    const auto count = columns.size(2);
    if (cache != nullptr && cache->keys.empty()) {
        cache->keys.resize(static_cast<std::size_t>(config_.layers));
        cache->values.resize(static_cast<std::size_t>(config_.layers));
    }
    const auto rows = (columns + offsets_).reshape({batch * time, count});
    auto x = std::get<0>(torch::embedding_bag(
                             embedding_, rows.reshape({-1}),
                             torch::arange(0, batch * time * count, count, torch::kInt64), false,
                             /*sum*/ 0))
                 .view({batch, time, config_.width});
    if (config_.bits > 0) x = x + torch::matmul(bits, bitEmbedding_);
    const auto dropped = [&](const torch::Tensor& h) {
        return config_.dropout > 0.0 && is_training() ? torch::dropout(h, config_.dropout, true)
                                                      : h;
    };
    x = dropped(x);
    for (std::size_t i = 0; i < attention_.size(); ++i) {
        const auto normed = torch::layer_norm(x, {config_.width}, attentionNorm_[i]);
        x = x + dropped(attend(normed, i, cache, looked));
        const auto h = torch::layer_norm(x, {config_.width}, innerNorm_[i]);
        x = x + dropped(down_[i](torch::gelu(up_[i](h))));
    }
    if (cache != nullptr) cache->length += time;
    x = torch::layer_norm(x, {config_.width}, lastNorm_);
    auto logits = head_(x);
    if (!config_.hints.empty()) {
        std::vector<torch::Tensor> hinted;
        for (const auto column : config_.hints) hinted.push_back(columns.select(2, column));
        logits = logits.scatter_add(2, torch::stack(hinted, 2), trust_(x));
    }
    return logits;
}

}  // namespace arioso::models
