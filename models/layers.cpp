#include "models/layers.h"

#include <atomic>

namespace arioso::models {

namespace {

std::atomic<Precision> trainingPrecision{Precision::Float32};

class Bf16Linear : public torch::autograd::Function<Bf16Linear> {
  public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                 const torch::Tensor& weight) {
        const auto xb = x.to(torch::kBFloat16);
        const auto wb = weight.to(torch::kBFloat16);
        context->save_for_backward({xb, wb});
        context->saved_data["trained"] = weight.requires_grad();
        return torch::mm(xb, wb.t()).to(torch::kFloat32);
    }
    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::tensor_list grads) {
        const auto saved = context->get_saved_variables();
        const auto g = grads[0].to(torch::kBFloat16);
        // A frozen network passes gradients on without paying for its own.
        return {torch::mm(g, saved[1]).to(torch::kFloat32),
                context->saved_data["trained"].toBool()
                    ? torch::mm(g.t(), saved[0]).to(torch::kFloat32)
                    : torch::Tensor()};
    }
};

torch::Tensor shiftedSum(const torch::Tensor& padded, const torch::Tensor& weight, int dilation,
                         std::int64_t time) {
    const auto taps = weight.size(0);
    auto sum = padded.slice(1, 0, time) * weight[0];
    for (std::int64_t k = 1; k < taps; ++k) {
        sum.addcmul_(padded.slice(1, k * dilation, k * dilation + time), weight[k]);
    }
    return sum;
}

torch::Tensor padTime(const torch::Tensor& x, std::int64_t amount) {
    return torch::constant_pad_nd(x, {0, 0, amount, amount}, 0);
}

class DepthwiseTime : public torch::autograd::Function<DepthwiseTime> {
  public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                 const torch::Tensor& weight, std::int64_t dilation) {
        const auto half = (weight.size(0) - 1) / 2 * dilation;
        auto padded = padTime(x, half);
        context->saved_data["dilation"] = dilation;
        context->save_for_backward({padded, weight});
        return shiftedSum(padded, weight, static_cast<int>(dilation), x.size(1));
    }
    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::tensor_list grads) {
        const auto saved = context->get_saved_variables();
        const auto dilation = context->saved_data["dilation"].toInt();
        const auto& padded = saved[0];
        const auto& weight = saved[1];
        const auto taps = weight.size(0);
        const auto time = grads[0].size(1);
        const auto half = (taps - 1) / 2 * dilation;
        const auto gradX =
            shiftedSum(padTime(grads[0], half), weight.flip(0), static_cast<int>(dilation), time);
        std::vector<torch::Tensor> gradW;
        for (std::int64_t k = 0; k < taps; ++k) {
            gradW.push_back((padded.slice(1, k * dilation, k * dilation + time) * grads[0])
                                .sum(at::IntArrayRef{0, 1}));
        }
        return {gradX, torch::stack(gradW), torch::Tensor()};
    }
};

}  // namespace

void setTrainingPrecision(Precision precision) {
    trainingPrecision = precision;
}

torch::Tensor mixedLinear(const torch::Tensor& x, const torch::Tensor& weight,
                          const torch::Tensor& bias) {
    if (trainingPrecision == Precision::Float32 || !torch::GradMode::is_enabled()) {
        return torch::linear(x, weight, bias);
    }
    auto shape = x.sizes().vec();
    shape.back() = weight.size(0);
    const auto flat = x.reshape({-1, x.size(-1)});
    return (Bf16Linear::apply(flat, weight) + bias).view(shape);
}

torch::Tensor depthwiseTime(const torch::Tensor& x, const torch::Tensor& weight, int dilation) {
    if (torch::GradMode::is_enabled()) return DepthwiseTime::apply(x, weight, dilation);
    const auto half = (weight.size(0) - 1) / 2 * dilation;
    return shiftedSum(padTime(x, half), weight, dilation, x.size(1));
}

LinearImpl::LinearImpl(std::int64_t in, std::int64_t out, double scale) {
    const double bound = scale / std::sqrt(static_cast<double>(in));
    weight = register_parameter(
        "weight", scale == 0.0 ? torch::zeros({out, in}) : torch::randn({out, in}) * bound);
    bias = register_parameter("bias", torch::zeros({out}));
}

torch::Tensor LinearImpl::forward(const torch::Tensor& x) {
    return mixedLinear(x, weight, bias);
}

ConvNextBlockImpl::ConvNextBlockImpl(std::int64_t width, std::int64_t inner, int kernel,
                                     int dilation, std::int64_t condition)
    : width_(width), dilation_(dilation) {
    depthwise_ = register_parameter(
        "depthwise", torch::randn({kernel, width}) / std::sqrt(static_cast<double>(kernel)));
    up_ = register_module("up", Linear(width, inner));
    down_ = register_module("down", Linear(inner, width));
    if (condition > 0) {
        modulation_ = register_module("modulation", Linear(condition, 3 * width, 0.0));
    } else {
        normWeight_ = register_parameter("norm_weight", torch::ones({width}));
        normBias_ = register_parameter("norm_bias", torch::zeros({width}));
        scale_ = register_parameter("scale", torch::full({width}, 0.1));
    }
}

torch::Tensor ConvNextBlockImpl::forward(const torch::Tensor& x, const torch::Tensor& c) {
    auto h = depthwiseTime(x, depthwise_, dilation_);
    torch::Tensor gate;
    if (modulation_) {
        const auto m = modulation_(c).unsqueeze(1).chunk(3, 2);
        h = torch::addcmul(m[1], torch::layer_norm(h, {width_}), m[0] + 1.0);
        gate = m[2] + 0.1;
    } else {
        h = torch::layer_norm(h, {width_}, normWeight_, normBias_);
        gate = scale_;
    }
    h = down_(torch::gelu(up_(h)));
    return torch::addcmul(x, h, gate);
}

}  // namespace arioso::models
