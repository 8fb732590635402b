#include "models/mel_discriminator.h"

namespace arioso::models {

namespace {

constexpr std::int64_t kNamePlanes = 4;

struct Layer {
    std::int64_t channels, timeStride, bandStride;
};

}  // namespace

MelDiscriminatorImpl::MelDiscriminatorImpl(std::int64_t channels, std::int64_t phonemes,
                                           std::int64_t instruments) {
    phoneme_ = register_module("phoneme", torch::nn::Embedding(phonemes, kNamePlanes));
    instrument_ = register_module("instrument", torch::nn::Embedding(instruments, kNamePlanes));
    std::int64_t in = 2 + 2 * kNamePlanes;
    for (const Layer& layer : {Layer{channels, 1, 2}, Layer{2 * channels, 1, 2},
                               Layer{2 * channels, 2, 2}, Layer{2 * channels, 2, 2}}) {
        layers_->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, layer.channels, {3, 5})
                                                 .stride({layer.timeStride, layer.bandStride})
                                                 .padding({1, 2})));
        in = layer.channels;
    }
    layers_->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, 1, {3, 3}).padding({1, 1})));
    register_module("layers", layers_);
}

Judgement MelDiscriminatorImpl::forward(const torch::Tensor& mel,
                                        const Circumstances& circumstances) {
    // About unit size; the floor of log-mel is -11.5.
    const auto plane = [](const torch::Tensor& log) { return (log * 0.25 + 1.0).unsqueeze(1); };
    const auto sounds = phoneme_(circumstances.phoneme).permute({0, 2, 1}).unsqueeze(3);
    const auto player = instrument_(circumstances.instrument).unsqueeze(2).unsqueeze(3);
    auto x = torch::cat(
        {plane(mel), plane(circumstances.excitation), sounds.expand({-1, -1, -1, mel.size(2)}),
         player.expand({-1, -1, mel.size(1), mel.size(2)})},
        1);
    Judgement judgement;
    for (std::size_t i = 0; i < layers_->size(); ++i) {
        x = layers_[i]->as<torch::nn::Conv2d>()->forward(x);
        if (i + 1 < layers_->size()) {
            x = torch::leaky_relu(x, 0.1);
            judgement.features.push_back(x);
        }
    }
    judgement.score = x;
    return judgement;
}

}  // namespace arioso::models
