#pragma once

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "models/layers.h"

namespace arioso::models {

/// Shape of the mel VAE. Written into the weights' header and read back from there.
struct VaeConfig {
    std::int64_t latentChannels = 40;
    std::int64_t width = 256;
    std::int64_t inner = 512;
    std::int64_t encoderBlocks = 2;
    std::int64_t decoderBlocks = 4;
    nlohmann::json toJson() const;
    static VaeConfig fromJson(const nlohmann::json& json);
};

/// 1-D convolutional VAE on log-mel: two frames become one latent (the small-mel-VAE recipe of
/// MMAudio, Cheng et al. 2024). A linear path, started from principal components, carries most of
/// the signal; the ConvNeXt branches learn what it leaves over. Nearly deterministic (small KL).
class VaeImpl : public torch::nn::Module {
  public:
    explicit VaeImpl(VaeConfig config);

    struct Posterior {
        torch::Tensor mean, logVariance;  // [batch, time / 2, channels]
    };
    /// mel [batch, time (even), 128], natural log-mel.
    Posterior encode(const torch::Tensor& mel);
    /// latents [batch, time, channels] -> log-mel [batch, 2 · time, 128].
    torch::Tensor decode(const torch::Tensor& latents);
    /// Starts the linear paths from the principal components of `mel` [frames (even), 128] and sets
    /// the normalisation. Call once, before training.
    void initialiseFrom(const torch::Tensor& mel);

    const VaeConfig& config() const { return config_; }

  private:
    VaeConfig config_;
    torch::Tensor melMean_, melScale_;
    Linear linearIn_{nullptr}, linearOut_{nullptr};
    Linear encoderIn_{nullptr}, encoderOut_{nullptr}, decoderIn_{nullptr}, decoderOut_{nullptr};
    torch::nn::ModuleList encoder_, decoder_;
};
TORCH_MODULE(Vae);

/// Training loss of one batch: L1 on log-mel, L1 on its change over time (keeps attacks sharp) and
/// the KL divergence to a standard normal, weighted by `klWeight`.
torch::Tensor vaeLoss(Vae& vae, const torch::Tensor& mel, double klWeight);

}  // namespace arioso::models
