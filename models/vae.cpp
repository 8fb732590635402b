#include "models/vae.h"

#include "dsp/audio_format.h"
#include "models/mel_loss.h"

namespace arioso::models {

namespace {
constexpr std::int64_t kStacked = 2 * dsp::kMelBands;
constexpr double kExcitationMean = -6.0;
constexpr double kExcitationScale = 3.0;
}  // namespace

nlohmann::json VaeConfig::toJson() const {
    return {{"architecture", "mel-vae-convnext"},
            {"latent_channels", latentChannels},
            {"width", width},
            {"inner", inner},
            {"encoder_blocks", encoderBlocks},
            {"decoder_blocks", decoderBlocks},
            {"decoder_excitation", decoderExcitation}};
}

VaeConfig VaeConfig::fromJson(const nlohmann::json& json) {
    VaeConfig c;
    c.latentChannels = json.at("latent_channels");
    c.width = json.at("width");
    c.inner = json.at("inner");
    c.encoderBlocks = json.at("encoder_blocks");
    c.decoderBlocks = json.at("decoder_blocks");
    c.decoderExcitation = json.value("decoder_excitation", false);
    return c;
}

VaeImpl::VaeImpl(VaeConfig config) : config_(config) {
    melMean_ = register_buffer("mel_mean", torch::zeros({dsp::kMelBands}));
    melScale_ = register_buffer("mel_scale", torch::ones({1}));
    const auto c = config_.latentChannels;
    linearIn_ = register_module("linear_in", Linear(kStacked, c));
    linearOut_ = register_module("linear_out", Linear(c, kStacked));
    encoderIn_ = register_module("encoder_in", Linear(kStacked, config_.width));
    for (std::int64_t i = 0; i < config_.encoderBlocks; ++i) {
        encoder_->push_back(ConvNextBlock(config_.width, config_.inner, 5, 1));
    }
    register_module("encoder", encoder_);
    encoderOut_ = register_module("encoder_out", Linear(config_.width, 2 * c, 0.0));
    decoderIn_ = register_module("decoder_in", Linear(c, config_.width));
    for (std::int64_t i = 0; i < config_.decoderBlocks; ++i) {
        decoder_->push_back(ConvNextBlock(config_.width, config_.inner, 5, 1));
    }
    register_module("decoder", decoder_);
    if (config_.decoderExcitation) {
        excitationIn_ = register_module("excitation_in", Linear(kStacked, config_.width, 0.0));
    }
    decoderOut_ = register_module("decoder_out", Linear(config_.width, kStacked, 0.0));
    torch::NoGradGuard guard;
    // Start nearly deterministic: posterior deviation e^-2.5.
    encoderOut_->bias.slice(0, c) = -5.0;
}

VaeImpl::Posterior VaeImpl::encode(const torch::Tensor& mel) {
    const auto x = ((mel - melMean_) / melScale_).reshape({mel.size(0), mel.size(1) / 2, kStacked});
    auto h = encoderIn_(x);
    for (const auto& block : *encoder_) h = block->as<ConvNextBlock>()->forward(h);
    const auto out = encoderOut_(h).chunk(2, 2);
    return {linearIn_(x) + out[0], out[1].clamp(-12.0, 2.0)};
}

torch::Tensor VaeImpl::decode(const torch::Tensor& latents, const torch::Tensor& excitation) {
    auto h = decoderIn_(latents);
    if (config_.decoderExcitation) {
        // Of the mel's own size, whatever the level of the pulses.
        const auto x = (excitation - kExcitationMean) / kExcitationScale;
        h = h + excitationIn_(x.reshape({latents.size(0), latents.size(1), kStacked}));
    }
    for (const auto& block : *decoder_) h = block->as<ConvNextBlock>()->forward(h);
    const auto stacked = linearOut_(latents) + decoderOut_(h);
    return stacked.reshape({latents.size(0), latents.size(1) * 2, dsp::kMelBands}) * melScale_ +
           melMean_;
}

void VaeImpl::initialiseFrom(const torch::Tensor& mel) {
    torch::NoGradGuard guard;
    melMean_.copy_(mel.mean(0));
    melScale_.copy_((mel - melMean_).std().reshape({1}));
    const auto x = ((mel - melMean_) / melScale_).reshape({-1, kStacked});
    const auto covariance = x.t().mm(x) / static_cast<double>(x.size(0));
    const auto eigen = torch::linalg_eigh(covariance.to(torch::kFloat64));
    const auto c = config_.latentChannels;
    // Whitened components: unit variance on entry, their true size on the way out.
    const auto values = std::get<0>(eigen).flip(0).slice(0, 0, c).clamp_min(1e-6).sqrt();
    const auto vectors = std::get<1>(eigen).flip(1).slice(1, 0, c);
    linearIn_->weight.copy_((vectors / values).t().to(torch::kFloat32));
    linearOut_->weight.copy_((vectors * values).to(torch::kFloat32));
}

void VaeImpl::freezeEncoder() {
    for (auto& p : linearIn_->parameters()) p.requires_grad_(false);
    for (auto& p : encoderIn_->parameters()) p.requires_grad_(false);
    for (auto& p : encoder_->parameters()) p.requires_grad_(false);
    for (auto& p : encoderOut_->parameters()) p.requires_grad_(false);
}

torch::Tensor vaeLoss(Vae& vae, const torch::Tensor& mel, const torch::Tensor& excitation,
                      const VaeLossWeights& weights, const torch::Tensor& frames) {
    const auto posterior = vae->encode(mel);
    const auto noise = torch::randn_like(posterior.mean);
    const auto z = posterior.mean + noise * (0.5 * posterior.logVariance).exp();
    const auto out = vae->decode(z, excitation);
    const auto kl =
        0.5 * (posterior.mean.square() + posterior.logVariance.exp() - posterior.logVariance - 1.0)
                  .mean();
    return melLoss(out, mel, frames, {1.0, weights.change, weights.energy}) + weights.kl * kl;
}

}  // namespace arioso::models
