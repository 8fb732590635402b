#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "models/safetensors.h"

namespace arioso::train {

struct OptimiserSettings {
    double learningRate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weightDecay = 0.01;
    double clip = 1.0;  ///< largest global gradient norm
};

/// AdamW (Loshchilov & Hutter 2019) with global-norm clipping. Own code because the state of
/// LibTorch's own is keyed differently in 1.13 and 2.x and can only be saved as a pickle.
class AdamW {
  public:
    AdamW(const torch::nn::Module& module, OptimiserSettings settings);
    /// One update from the gradients held by the parameters, which are cleared. `rateScale` is the
    /// schedule's. Returns the gradient norm; where it is not finite nothing is changed.
    double step(double rateScale);
    /// Moments by parameter name, under `prefix`.
    [[nodiscard]] models::TensorMap state(const std::string& prefix) const;
    void load(const models::TensorMap& tensors, const std::string& prefix, const std::string& file);

  private:
    struct Slot {
        std::string name;
        torch::Tensor parameter, first, second;
    };
    std::vector<Slot> slots_;
    OptimiserSettings settings_;
    double updates_ = 0;
};

/// Exponential moving average of a module's parameters; buffers are copied.
class MovingAverage {
  public:
    MovingAverage(const torch::nn::Module& module, double decay);
    void update(const torch::nn::Module& module);
    [[nodiscard]] const models::TensorMap& tensors() const { return tensors_; }
    /// `updates` is how many the average has seen: the early ones weigh more.
    void load(const models::TensorMap& tensors, std::int64_t updates);

  private:
    models::TensorMap tensors_;
    double decay_;
    std::int64_t updates_ = 0;
};

/// Exchanges a module's values with the average's; call again to change back.
void swapValues(torch::nn::Module& module, const models::TensorMap& average);

}  // namespace arioso::train
