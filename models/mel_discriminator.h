#pragma once

#include <torch/torch.h>

#include "models/discriminators.h"

namespace arioso::models {

/// Discriminator of patches of a log-mel: strided 2-D convolutions (Isola et al. 2017, "PatchGAN";
/// on mels as in Ren et al. 2022, "SyntaSpeech") that also see the excitation, the instrument and
/// which phoneme each frame belongs to, so that a patch is held against how this instrument sounds
/// on these notes or this sound when it is sung.
class MelDiscriminatorImpl : public torch::nn::Module {
  public:
    /// `phonemes` and `instruments`: sizes of the inventories.
    MelDiscriminatorImpl(std::int64_t channels, std::int64_t phonemes, std::int64_t instruments);

    /// What a mel is judged by: `excitation` [batch, time, 128], its log-mel; phoneme [batch, time]
    /// and instrument [batch], both int64.
    struct Circumstances {
        torch::Tensor excitation, phoneme, instrument;
    };
    /// mel [batch, time, 128], natural log-mel. Time a multiple of 4.
    Judgement forward(const torch::Tensor& mel, const Circumstances& circumstances);

  private:
    torch::nn::Embedding phoneme_{nullptr}, instrument_{nullptr};
    torch::nn::ModuleList layers_;
};
TORCH_MODULE(MelDiscriminator);

}  // namespace arioso::models
