#pragma once

#include <torch/torch.h>

#include <vector>

namespace arioso::models {

/// Number format of the matrix products while training. Inference always computes in float32.
enum class Precision { Float32, BFloat16 };

/// Sets the format that every `Linear` of this process uses when gradients are on. Control thread.
void setTrainingPrecision(Precision precision);

/// y = x · weightᵀ + bias over the last dimension. In bfloat16 mode only the products are rounded;
/// inputs, outputs, weights and gradients stay float32.
torch::Tensor mixedLinear(const torch::Tensor& x, const torch::Tensor& weight,
                          const torch::Tensor& bias);

/// Depthwise convolution along time of x [batch, time, channels] with weight [taps, channels],
/// "same" zero padding. Written as shifted multiply-adds because LibTorch's grouped convolution is
/// ten times slower on a CPU when dilated.
torch::Tensor depthwiseTime(const torch::Tensor& x, const torch::Tensor& weight, int dilation);

/// Fully connected layer with `mixedLinear`; parameters named weight and bias.
class LinearImpl : public torch::nn::Module {
  public:
    LinearImpl(std::int64_t in, std::int64_t out, double scale = 1.0);
    torch::Tensor forward(const torch::Tensor& x);
    torch::Tensor weight, bias;
};
TORCH_MODULE(Linear);

/// ConvNeXt block over time (Liu et al. 2022, in the 1-D form of Vocos, Siuzdak 2023): depthwise
/// convolution, layer norm, two-layer perceptron, residual. With `condition` > 0 the norm's scale
/// and shift and the residual's gate come from a conditioning vector (AdaLN-zero, Peebles & Xie
/// 2023).
class ConvNextBlockImpl : public torch::nn::Module {
  public:
    ConvNextBlockImpl(std::int64_t width, std::int64_t inner, int kernel, int dilation,
                      std::int64_t condition = 0);
    /// x [batch, time, width]; `c` [batch, condition], undefined without conditioning.
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& c = {});

  private:
    std::int64_t width_;
    int dilation_;
    torch::Tensor depthwise_, scale_;
    torch::Tensor normWeight_, normBias_;
    Linear up_{nullptr}, down_{nullptr}, modulation_{nullptr};
};
TORCH_MODULE(ConvNextBlock);

}  // namespace arioso::models
