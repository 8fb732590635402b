#pragma once

#include <torch/torch.h>
#include <functional>
#include <nlohmann/json.hpp>

#include "models/layers.h"
#include "models/mel_loss.h"

namespace arioso::models {

/// Name in the generator's file of the table [instruments, 128] that ModelSet::melCorrection reads.
inline constexpr const char* kMelCorrection = "mel_correction";

/// Shape of the generator. Written into the weights' header and read back from there.
struct GeneratorConfig {
    std::int64_t latentChannels = 40;
    std::int64_t width = 256;
    std::int64_t inner = 768;
    std::int64_t blocks = 8;
    std::int64_t kernel = 7;
    std::int64_t condition = 192;
    std::int64_t instruments = 31;
    std::int64_t phonemes = 192;
    std::int64_t curves = 0;  ///< planes of GeneratorCondition::curves; 0 = not looked at
    nlohmann::json toJson() const;
    static GeneratorConfig fromJson(const nlohmann::json& json);
};

/// What the generator is told, one row a latent (two frames). Batch first.
struct GeneratorCondition {
    torch::Tensor excitationMel;  ///< [batch, 2·time, 128] log-mel
    torch::Tensor roll;           ///< [batch, 2·time, 384]
    torch::Tensor phoneme;        ///< [batch, 2·time] int64
    torch::Tensor phonemePlace;   ///< [batch, 2·time]
    torch::Tensor curves;         ///< [batch, 2·time, planes]; voices only
    torch::Tensor instrument;     ///< [batch] int64
};

/// Rectified-flow generator of VAE latents (Liu et al. 2022, "Flow straight and fast") that
/// predicts the end point x1: dilated 1-D ConvNeXt blocks, step and instrument by AdaLN, score
/// planes and excitation frame-aligned at the input, so that notes are exact by construction.
class GeneratorImpl : public torch::nn::Module {
  public:
    explicit GeneratorImpl(GeneratorConfig config);

    /// Frame-aligned part of the condition, the same for all steps: [batch, time, width].
    torch::Tensor encodeCondition(const GeneratorCondition& condition);
    /// End point predicted from x at time t [batch]; x [batch, time, channels], both normalised.
    torch::Tensor predict(const torch::Tensor& x, const torch::Tensor& t,
                          const torch::Tensor& encoded, const torch::Tensor& instrument);
    /// Euler integration of the flow from `noise`; `steps` >= 1. Returns latents of the VAE.
    /// `beforeStep` is told each step's number, and may throw to end it.
    torch::Tensor sample(const torch::Tensor& noise, const GeneratorCondition& condition, int steps,
                         const std::function<void(int)>& beforeStep = {});

    /// Mean and deviation that bring VAE latents to unit variance, and each channel's weight in the
    /// loss. Set once from the training data.
    void setLatentStatistics(const torch::Tensor& mean, const torch::Tensor& deviation);
    torch::Tensor normalise(const torch::Tensor& latents) const;
    torch::Tensor denormalise(const torch::Tensor& latents) const;

    const GeneratorConfig& config() const { return config_; }

  private:
    GeneratorConfig config_;
    torch::Tensor latentMean_, latentDeviation_;
    Linear latentIn_{nullptr}, conditionIn_{nullptr}, stepIn_{nullptr}, stepOut_{nullptr};
    Linear out_{nullptr}, curvesIn_{nullptr};
    torch::nn::Embedding phoneme_{nullptr}, instrument_{nullptr}, instrumentFrame_{nullptr};
    torch::nn::ModuleList blocks_;
};
TORCH_MODULE(Generator);

/// Parts of the generator's loss. The flow alone is the textbook loss; the mel terms need a
/// decoder.
struct GeneratorLossWeights {
    double flow = 1.0;
    MelLossWeights heard{.mel = 0.0};  ///< of the decoded log-mel
    double startShare = 0.0;           ///< share of the examples at t = 0, where sampling starts
    double rolloutShare =
        0.0;  ///< share whose x comes from the network's own first guess, as in sampling
    /// How much more than a held sound the frames next to a change of sound count: consonants and
    /// the ways in and out of vowels are few frames and most of a word.
    double speech = 0.0;
    /// The same for the frames in which notes begin: an attack is a few of them, and is heard.
    double attack = 0.0;
};

/// Flow-matching loss of one batch of VAE latents: squared error of the velocity, weight clamped, t
/// logit-normal(0, 1) (Esser et al. 2024); with `decoder` (latents to log-mel, differentiable) also
/// the mel terms of `weights` against `mel`, the truth, and what `critic` says of the decoded mel.
/// Draws noise and t from torch's generator.
torch::Tensor generatorLoss(Generator& generator, const torch::Tensor& latents,
                            const GeneratorCondition& condition, const torch::Tensor& channelWeight,
                            const GeneratorLossWeights& weights = {}, const torch::Tensor& mel = {},
                            const std::function<torch::Tensor(const torch::Tensor&)>& decoder = {},
                            const std::function<torch::Tensor(const torch::Tensor&)>& critic = {});

}  // namespace arioso::models
