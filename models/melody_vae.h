#pragma once

#include <torch/torch.h>

#include <utility>

#include "models/melody_network.h"

namespace arioso::models {

/// Variational autoencoder of two bars of melody (after MusicVAE, Roberts et al., ICML 2018): a
/// bidirectional GRU over beats encodes; a conductor goes from beat to beat with the latent vector,
/// and a small GRU writes each beat's cells from what the conductor tells it. What ships computes
/// the same in `MelodyNetwork`; this one is for training.
class MelodyVaeImpl : public torch::nn::Module {
  public:
    explicit MelodyVaeImpl(const MelodyNetworkConfig& config);

    /// cells [batch, beats, cells] int64, conditions [batch, beats, conditions] -> mean and log
    /// variance of the posterior, [batch, latent] each.
    std::pair<torch::Tensor, torch::Tensor> encode(const torch::Tensor& cells,
                                                   const torch::Tensor& conditions);
    /// latent [batch, latent], the cells before each (`before`: [batch, beats + 1, cells], the beat
    /// before the window first, whose last beat is not read but for its cells' predecessors) ->
    /// logits [batch, beats, cells, symbols].
    torch::Tensor decode(const torch::Tensor& latent, const torch::Tensor& before,
                         const torch::Tensor& conditions);

    [[nodiscard]] const MelodyNetworkConfig& config() const { return config_; }

  private:
    MelodyNetworkConfig config_;
    torch::nn::Embedding embedding_{nullptr};
    torch::nn::Linear beat_{nullptr}, posterior_{nullptr}, past_{nullptr}, open_{nullptr},
        give_{nullptr}, head_{nullptr};
    torch::nn::GRU encoder_{nullptr}, conductor_{nullptr}, decoder_{nullptr};
};
TORCH_MODULE(MelodyVae);

}  // namespace arioso::models
