#pragma once

#include <torch/torch.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "models/layers.h"

namespace arioso::models {

/// Shape of a SequenceTransformer. Written into the weights' header and read back from there.
struct SequenceTransformerConfig {
    /// Categories of each column that describes a step; the first is the symbol itself.
    std::vector<std::int64_t> columns = {256};
    std::int64_t bits = 0;  ///< flags of a step
    /// Columns that hold a symbol which may well come next, 0 = none: the network learns how much
    /// to trust them (a pointer, Vinyals et al. 2015, at candidates the caller has found).
    std::vector<std::int64_t> hints;
    std::int64_t symbols = 256;
    std::int64_t width = 128;
    std::int64_t heads = 4;
    std::int64_t layers = 4;
    std::int64_t inner = 384;
    double dropout = 0.0;
    [[nodiscard]] nlohmann::json toJson() const;
    static SequenceTransformerConfig fromJson(const nlohmann::json& json);
};

/// Decoder-only transformer (Vaswani et al. 2017) with rotary positions (Su et al. 2021), norms
/// before the blocks and GELU. A step is told by several categories and flags, whose embeddings
/// are added.
class SequenceTransformerImpl : public torch::nn::Module {
  public:
    explicit SequenceTransformerImpl(SequenceTransformerConfig config);

    /// Keys and values of what has been read. A copy shares them and goes on by itself.
    struct Cache {
        std::vector<torch::Tensor> keys, values;  ///< by layer, [batch, heads, time, width / heads]
        std::int64_t length = 0;
    };

    /// columns [batch, time, columns] int64, bits [batch, time, bits] float (undefined without
    /// bits) -> logits [batch, time, symbols] of the step after each. With `cache`, the steps come
    /// after those it holds, and are added to it. `looked` receives how much each step attended to
    /// each: [batch, time, steps of the cache and time], mean over heads and layers, rows sum to 1.
    torch::Tensor forward(const torch::Tensor& columns, const torch::Tensor& bits,
                          Cache* cache = nullptr, torch::Tensor* looked = nullptr);

    [[nodiscard]] const SequenceTransformerConfig& config() const { return config_; }

  private:
    torch::Tensor attend(const torch::Tensor& x, std::size_t layer, Cache* cache,
                         torch::Tensor* looked);

    SequenceTransformerConfig config_;
    torch::Tensor embedding_, offsets_, bitEmbedding_;
    std::vector<torch::Tensor> attentionNorm_, innerNorm_;
    torch::Tensor lastNorm_;
    std::vector<Linear> attention_, joined_, up_, down_;
    Linear head_{nullptr}, trust_{nullptr};
};
TORCH_MODULE(SequenceTransformer);

}  // namespace arioso::models
