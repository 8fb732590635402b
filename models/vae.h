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
    /// Whether the decoder also sees the excitation's log-mel: the score knows every onset to the
    /// sample, a latent of two frames does not.
    bool decoderExcitation = false;
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
    /// latents [batch, time, channels] and excitation [batch, 2 · time, 128], its log-mel (ignored
    /// unless `decoderExcitation`) -> log-mel [batch, 2 · time, 128].
    torch::Tensor decode(const torch::Tensor& latents, const torch::Tensor& excitation);
    /// Keeps the encoder, and with it the meaning of latents, as it is while the decoder learns.
    void freezeEncoder();
    /// Starts the linear paths from the principal components of `mel` [frames (even), 128] and sets
    /// the normalisation. Call once, before training.
    void initialiseFrom(const torch::Tensor& mel);

    const VaeConfig& config() const { return config_; }

  private:
    VaeConfig config_;
    torch::Tensor melMean_, melScale_;
    Linear linearIn_{nullptr}, linearOut_{nullptr};
    Linear encoderIn_{nullptr}, encoderOut_{nullptr}, decoderIn_{nullptr}, decoderOut_{nullptr};
    Linear excitationIn_{nullptr};
    torch::nn::ModuleList encoder_, decoder_;
};
TORCH_MODULE(Vae);

/// Parts of the VAE's loss on the log-mel.
struct VaeLossWeights {
    double kl = 1e-4;     ///< divergence of the posterior from a standard normal
    double change = 0.5;  ///< L1 of the change from frame to frame: attacks
    double energy = 0.0;  ///< L1 of a frame's log energy, which L1 in log-mel leaves low
};

/// Training loss of one batch: L1 on log-mel and the parts of `weights`. `frames` [batch, time]:
/// what each frame counts, see frameWeight(); undefined = all the same.
torch::Tensor vaeLoss(Vae& vae, const torch::Tensor& mel, const torch::Tensor& excitation,
                      const VaeLossWeights& weights, const torch::Tensor& frames = {});

}  // namespace arioso::models
