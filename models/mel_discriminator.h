#pragma once

#include <torch/torch.h>

#include "models/discriminators.h"

namespace arioso::models {

/// Discriminator of patches of a log-mel: strided 2-D convolutions (Isola et al. 2017, "PatchGAN";
/// on mels as in Ren et al. 2022, "SyntaSpeech") that also see which phoneme each frame belongs to,
/// so that a patch is held against how this sound sounds.
class MelDiscriminatorImpl : public torch::nn::Module {
  public:
    /// `phonemes`: size of the inventory.
    MelDiscriminatorImpl(std::int64_t channels, std::int64_t phonemes);
    /// mel [batch, time, 128], natural log-mel; phoneme [batch, time] int64. Time a multiple of 4.
    Judgement forward(const torch::Tensor& mel, const torch::Tensor& phoneme);

  private:
    torch::nn::Embedding phoneme_{nullptr};
    torch::nn::ModuleList layers_;
};
TORCH_MODULE(MelDiscriminator);

}  // namespace arioso::models
