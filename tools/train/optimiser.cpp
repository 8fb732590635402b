#include "tools/train/optimiser.h"

#include <cmath>

#include "dsp/error.h"
#include "models/module_io.h"

namespace arioso::train {

AdamW::AdamW(const torch::nn::Module& module, OptimiserSettings settings) : settings_(settings) {
    for (const auto& item : module.named_parameters()) {
        slots_.push_back({item.key(), item.value(), torch::zeros_like(item.value()),
                          torch::zeros_like(item.value())});
    }
}

double AdamW::step(double rateScale) {
    const torch::NoGradGuard guard;
    auto square = torch::zeros({}, slots_.front().parameter.options());
    for (auto& slot : slots_) {
        if (slot.parameter.grad().defined()) square += slot.parameter.grad().square().sum();
    }
    const double norm = std::sqrt(square.item<double>());
    if (std::isfinite(norm)) {
        updates_ += 1;
        const double clip = norm > settings_.clip ? settings_.clip / norm : 1.0;
        const double rate = settings_.learningRate * rateScale;
        const double correction1 = 1.0 - std::pow(settings_.beta1, updates_);
        const double correction2 = std::sqrt(1.0 - std::pow(settings_.beta2, updates_));
        for (auto& slot : slots_) {
            if (!slot.parameter.grad().defined()) continue;
            const auto gradient = slot.parameter.grad() * clip;
            slot.first.mul_(settings_.beta1).add_(gradient, 1.0 - settings_.beta1);
            slot.second.mul_(settings_.beta2).addcmul_(gradient, gradient, 1.0 - settings_.beta2);
            // Only matrices decay; gains, biases and embeddings of silence must not drift to zero.
            if (slot.parameter.dim() > 1) {
                slot.parameter.mul_(1.0 - rate * settings_.weightDecay);
            }
            slot.parameter.addcdiv_(slot.first, (slot.second.sqrt() / correction2).add_(1e-8),
                                    -rate / correction1);
        }
    }
    for (auto& slot : slots_) slot.parameter.mutable_grad().reset();
    return norm;
}

models::TensorMap AdamW::state(const std::string& prefix) const {
    models::TensorMap out;
    for (const auto& slot : slots_) {
        out[prefix + "first." + slot.name] = slot.first;
        out[prefix + "second." + slot.name] = slot.second;
    }
    out[prefix + "updates"] = torch::full({1}, updates_, torch::kFloat64);
    return out;
}

void AdamW::load(const models::TensorMap& tensors, const std::string& prefix,
                 const std::string& file) {
    const auto get = [&](const std::string& name) {
        const auto found = tensors.find(prefix + name);
        if (found == tensors.end()) {
            throw Error(ExitCode::Model, file + ": tensor '" + prefix + name + "' is missing");
        }
        return found->second;
    };
    for (auto& slot : slots_) {
        slot.first.copy_(get("first." + slot.name));
        slot.second.copy_(get("second." + slot.name));
    }
    updates_ = get("updates").item<double>();
}

MovingAverage::MovingAverage(const torch::nn::Module& module, double decay) : decay_(decay) {
    for (const auto& [name, tensor] : models::moduleTensors(module)) {
        tensors_[name] = tensor.detach().clone();
    }
}

void MovingAverage::update(const torch::nn::Module& module) {
    const torch::NoGradGuard guard;
    ++updates_;
    // Early on a long average would still remember the random start.
    const double decay = std::min(
        decay_, (1.0 + static_cast<double>(updates_)) / (10.0 + static_cast<double>(updates_)));
    for (const auto& item : module.named_parameters()) {
        tensors_[item.key()].lerp_(item.value(), 1.0 - decay);
    }
    for (const auto& item : module.named_buffers()) tensors_[item.key()].copy_(item.value());
}

void MovingAverage::load(const models::TensorMap& tensors, std::int64_t updates) {
    for (auto& [name, tensor] : tensors_) tensor.copy_(tensors.at(name));
    updates_ = updates;
}

void swapValues(torch::nn::Module& module, const models::TensorMap& average) {
    const torch::NoGradGuard guard;
    for (auto& item : module.named_parameters()) {
        const auto& other = average.at(item.key());
        const auto held = item.value().clone();
        item.value().copy_(other);
        auto target = other;
        target.copy_(held);
    }
}

}  // namespace arioso::train
