#include "models/generator.h"

#include "dsp/audio_format.h"

namespace arioso::models {

namespace {
constexpr std::int64_t kRoll = 3 * 128;
constexpr std::int64_t kPhonemeChannels = 16;
constexpr std::int64_t kFrameChannels = dsp::kMelBands + kRoll + kPhonemeChannels + 1;
constexpr std::int64_t kStepChannels = 64;

/// Sinusoidal features of the flow time (Vaswani et al. 2017).
torch::Tensor stepFeatures(const torch::Tensor& t) {
    const auto k = torch::arange(kStepChannels / 2, t.options());
    const auto frequency = torch::exp(k * (std::log(1000.0) / (kStepChannels / 2.0 - 1.0)));
    const auto angle = t.unsqueeze(1) * frequency;
    return torch::cat({torch::sin(angle), torch::cos(angle)}, 1);
}
}  // namespace

nlohmann::json GeneratorConfig::toJson() const {
    return {{"architecture", "convnext-flow-x1"},
            {"latent_channels", latentChannels},
            {"width", width},
            {"inner", inner},
            {"blocks", blocks},
            {"kernel", kernel},
            {"condition", condition},
            {"instruments", instruments},
            {"phonemes", phonemes},
            {"curves", curves}};
}

GeneratorConfig GeneratorConfig::fromJson(const nlohmann::json& json) {
    GeneratorConfig c;
    c.latentChannels = json.at("latent_channels");
    c.width = json.at("width");
    c.inner = json.at("inner");
    c.blocks = json.at("blocks");
    c.kernel = json.at("kernel");
    c.condition = json.at("condition");
    c.instruments = json.at("instruments");
    c.phonemes = json.at("phonemes");
    c.curves = json.value("curves", std::int64_t{0});
    return c;
}

GeneratorImpl::GeneratorImpl(GeneratorConfig config) : config_(config) {
    const auto c = config_.latentChannels;
    latentMean_ = register_buffer("latent_mean", torch::zeros({c}));
    latentDeviation_ = register_buffer("latent_deviation", torch::ones({c}));
    latentIn_ = register_module("latent_in", Linear(c, config_.width));
    conditionIn_ = register_module("condition_in", Linear(2 * kFrameChannels, config_.width));
    stepIn_ = register_module("step_in", Linear(kStepChannels, config_.condition));
    stepOut_ = register_module("step_out", Linear(config_.condition, config_.condition));
    phoneme_ = register_module("phoneme", torch::nn::Embedding(config_.phonemes, kPhonemeChannels));
    instrument_ =
        register_module("instrument", torch::nn::Embedding(config_.instruments, config_.condition));
    instrumentFrame_ = register_module("instrument_frame",
                                       torch::nn::Embedding(config_.instruments, config_.width));
    for (std::int64_t i = 0; i < config_.blocks; ++i) {
        blocks_->push_back(ConvNextBlock(config_.width, config_.inner,
                                         static_cast<int>(config_.kernel), 1 << (i % 4),
                                         config_.condition));
    }
    register_module("blocks", blocks_);
    if (config_.curves > 0) {
        curvesIn_ = register_module("curves_in", Linear(2 * config_.curves, config_.width, 0.0));
    }
    out_ = register_module("out", Linear(config_.width, c, 0.0));
    torch::NoGradGuard guard;
    phoneme_->weight.zero_();
}

torch::Tensor GeneratorImpl::encodeCondition(const GeneratorCondition& k) {
    const auto batch = k.excitationMel.size(0);
    const auto time = k.excitationMel.size(1) / 2;
    // Fixed scaling to about unit range; the floor of log-mel is -11.5.
    const auto mel = k.excitationMel * 0.25 + 1.0;
    const auto frames =
        torch::cat({mel, k.roll, phoneme_(k.phoneme), k.phonemePlace.unsqueeze(2)}, 2);
    auto encoded = conditionIn_(frames.reshape({batch, time, 2 * kFrameChannels})) +
                   instrumentFrame_(k.instrument).unsqueeze(1);
    if (config_.curves > 0) {
        encoded = encoded + curvesIn_(k.curves.reshape({batch, time, 2 * config_.curves}));
    }
    return encoded;
}

torch::Tensor GeneratorImpl::predict(const torch::Tensor& x, const torch::Tensor& t,
                                     const torch::Tensor& encoded,
                                     const torch::Tensor& instrument) {
    const auto c =
        torch::silu(stepOut_(torch::silu(stepIn_(stepFeatures(t)))) + instrument_(instrument));
    auto h = latentIn_(x) + encoded;
    for (const auto& block : *blocks_) h = block->as<ConvNextBlock>()->forward(h, c);
    return out_(torch::layer_norm(h, {config_.width}));
}

torch::Tensor GeneratorImpl::sample(const torch::Tensor& noise, const GeneratorCondition& condition,
                                    int steps, const std::function<void(int)>& beforeStep) {
    const auto encoded = encodeCondition(condition);
    auto x = noise;
    for (int i = 0; i < steps; ++i) {
        if (beforeStep) beforeStep(i);
        const double t = static_cast<double>(i) / steps;
        const auto time = torch::full({x.size(0)}, t, x.options());
        const auto end = predict(x, time, encoded, condition.instrument);
        // A step of 1/steps along (end - x) / (1 - t); the last one lands on `end`.
        x = x + (end - x) / static_cast<double>(steps - i);
    }
    return denormalise(x);
}

void GeneratorImpl::setLatentStatistics(const torch::Tensor& mean, const torch::Tensor& deviation) {
    torch::NoGradGuard guard;
    latentMean_.copy_(mean);
    latentDeviation_.copy_(deviation);
}

torch::Tensor GeneratorImpl::normalise(const torch::Tensor& latents) const {
    return (latents - latentMean_) / latentDeviation_;
}

torch::Tensor GeneratorImpl::denormalise(const torch::Tensor& latents) const {
    return latents * latentDeviation_ + latentMean_;
}

torch::Tensor generatorLoss(Generator& generator, const torch::Tensor& latents,
                            const GeneratorCondition& condition, const torch::Tensor& channelWeight,
                            const GeneratorLossWeights& weights, const torch::Tensor& target,
                            const std::function<torch::Tensor(const torch::Tensor&)>& decoder,
                            const std::function<torch::Tensor(const torch::Tensor&)>& critic) {
    constexpr double kLargestWeight = 8.0;
    const auto x1 = generator->normalise(latents);
    const auto batch = x1.size(0);
    const auto x0 = torch::randn_like(x1);
    auto t = torch::sigmoid(torch::randn({batch}, x1.options()));
    if (weights.startShare > 0) {
        t = t * (torch::rand({batch}, x1.options()) >= weights.startShare);
    }
    const auto tt = t.view({-1, 1, 1});
    const auto encoded = generator->encodeCondition(condition);
    auto goal = x1;
    if (weights.rolloutShare > 0 && torch::rand({1}).item<double>() < weights.rolloutShare) {
        const torch::NoGradGuard guard;
        goal = generator->predict(x0, torch::zeros_like(t), encoded, condition.instrument);
    }
    const auto x = (1.0 - tt) * x0 + tt * goal;
    const auto end = generator->predict(x, t, encoded, condition.instrument);
    const auto weight = (1.0 / (1.0 - tt).square()).clamp_max(kLargestWeight);
    const auto frames =
        frameWeight(condition.phoneme, condition.roll, weights.speech, weights.attack);
    const auto pairs = frames.view({batch, -1, 2}).mean(2, true);
    auto loss = weights.flow * ((end - x1).square() * weight * channelWeight * pairs).mean();
    const MelLossWeights& heard = weights.heard;
    if (!decoder || !(critic || heard.mel + heard.change + heard.energy + heard.movement > 0))
        return loss;
    const auto mel = decoder(generator->denormalise(end));
    loss = loss + melLoss(mel, target, frames, heard);
    return critic ? loss + critic(mel) : loss;
}

}  // namespace arioso::models
