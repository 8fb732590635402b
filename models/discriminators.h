#pragma once

#include <torch/torch.h>

#include <vector>

namespace arioso::models {

/// Scores and inner activations of one discriminator.
struct Judgement {
    torch::Tensor score;
    std::vector<torch::Tensor> features;
};

/// Discriminators of the vocoder's adversarial stage: multi-period (Kong et al. 2020, HiFi-GAN) on
/// the waveform folded at prime periods, and multi-resolution on complex spectra (Jang et al. 2021,
/// UnivNet; Défossez et al. 2022).
class DiscriminatorsImpl : public torch::nn::Module {
  public:
    explicit DiscriminatorsImpl(std::int64_t channels = 16);
    /// samples [batch, time] -> one judgement a sub-discriminator, periods first.
    std::vector<Judgement> forward(const torch::Tensor& samples);

  private:
    Judgement run(torch::nn::ModuleList& layers, torch::Tensor x);
    std::vector<torch::nn::ModuleList> periods_, resolutions_;
};
TORCH_MODULE(Discriminators);

/// Hinge losses (Lim & Ye 2017). Multi-resolution terms enter with weight `resolutionWeight`.
torch::Tensor discriminatorLoss(const std::vector<Judgement>& real,
                                const std::vector<Judgement>& made, double resolutionWeight);
struct AdversarialLoss {
    torch::Tensor adversarial, featureMatching;
};
AdversarialLoss adversarialLoss(const std::vector<Judgement>& real,
                                const std::vector<Judgement>& made, double resolutionWeight);

}  // namespace arioso::models
