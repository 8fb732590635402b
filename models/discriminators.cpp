#include "models/discriminators.h"

namespace arioso::models {

namespace {

constexpr std::int64_t kPeriods[] = {2, 3, 5, 7, 11};
constexpr std::int64_t kSizes[] = {512, 1024, 2048};
constexpr std::size_t kPeriodCount = std::size(kPeriods);

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, at::IntArrayRef kernel,
                              at::IntArrayRef stride) {
    auto options =
        torch::nn::Conv2dOptions(in, out, {kernel[0], kernel[1]}).stride({stride[0], stride[1]});
    options.padding({kernel[0] / 2, kernel[1] / 2});
    return torch::nn::Conv2d(options);
}

double weightOf(std::size_t index, double resolutionWeight) {
    return index < kPeriodCount ? 1.0 : resolutionWeight;
}

}  // namespace

DiscriminatorsImpl::DiscriminatorsImpl(std::int64_t channels) {
    for (const auto period : kPeriods) {
        torch::nn::ModuleList layers;
        std::int64_t in = 1;
        for (const std::int64_t factor : {1, 2, 4, 8}) {
            layers->push_back(convolution(in, channels * factor, {5, 1}, {3, 1}));
            in = channels * factor;
        }
        layers->push_back(convolution(in, in, {5, 1}, {1, 1}));
        layers->push_back(convolution(in, 1, {3, 1}, {1, 1}));
        periods_.push_back(register_module("period_" + std::to_string(period), layers));
    }
    for (const auto size : kSizes) {
        torch::nn::ModuleList layers;
        layers->push_back(convolution(2, channels, {3, 9}, {1, 1}));
        for (int i = 0; i < 3; ++i) {
            layers->push_back(convolution(channels, channels, {3, 9}, {1, 2}));
        }
        layers->push_back(convolution(channels, channels, {3, 3}, {1, 1}));
        layers->push_back(convolution(channels, 1, {3, 3}, {1, 1}));
        resolutions_.push_back(register_module("resolution_" + std::to_string(size), layers));
    }
}

Judgement DiscriminatorsImpl::run(torch::nn::ModuleList& layers, torch::Tensor x) {
    Judgement judgement;
    for (std::size_t i = 0; i < layers->size(); ++i) {
        x = layers[i]->as<torch::nn::Conv2d>()->forward(x);
        if (i + 1 < layers->size()) {
            x = torch::leaky_relu(x, 0.1);
            judgement.features.push_back(x);
        }
    }
    judgement.score = x;
    return judgement;
}

std::vector<Judgement> DiscriminatorsImpl::forward(const torch::Tensor& samples) {
    std::vector<Judgement> out;
    for (std::size_t i = 0; i < periods_.size(); ++i) {
        const auto period = kPeriods[i];
        const auto usable = samples.size(1) / period * period;
        out.push_back(run(
            periods_[i],
            samples.slice(1, 0, usable).reshape({samples.size(0), 1, usable / period, period})));
    }
    for (std::size_t i = 0; i < resolutions_.size(); ++i) {
        const auto size = kSizes[i];
        const auto window = torch::hann_window(size, samples.options());
        const auto spectrum =
            torch::stft(samples, size, size / 4, size, window, true, "constant", false, true, true);
        // [batch, 2, time, bins], brought to about unit size.
        const auto planes = torch::view_as_real(spectrum).permute({0, 3, 2, 1}) *
                            (4.0 / std::sqrt(static_cast<double>(size)));
        out.push_back(run(resolutions_[i], planes));
    }
    return out;
}

torch::Tensor discriminatorLoss(const std::vector<Judgement>& real,
                                const std::vector<Judgement>& made, double resolutionWeight) {
    auto total = torch::zeros({}, real.front().score.options());
    for (std::size_t i = 0; i < real.size(); ++i) {
        total = total + weightOf(i, resolutionWeight) * (torch::relu(1.0 - real[i].score).mean() +
                                                         torch::relu(1.0 + made[i].score).mean());
    }
    return total;
}

AdversarialLoss adversarialLoss(const std::vector<Judgement>& real,
                                const std::vector<Judgement>& made, double resolutionWeight) {
    AdversarialLoss loss{torch::zeros({}, real.front().score.options()),
                         torch::zeros({}, real.front().score.options())};
    for (std::size_t i = 0; i < real.size(); ++i) {
        const double weight = weightOf(i, resolutionWeight);
        loss.adversarial = loss.adversarial + weight * torch::relu(1.0 - made[i].score).mean();
        for (std::size_t f = 0; f < real[i].features.size(); ++f) {
            const auto target = real[i].features[f].detach();
            loss.featureMatching =
                loss.featureMatching + weight * torch::l1_loss(made[i].features[f], target) /
                                           target.abs().mean().clamp_min(1e-3) /
                                           static_cast<double>(real[i].features.size());
        }
    }
    return loss;
}

}  // namespace arioso::models
