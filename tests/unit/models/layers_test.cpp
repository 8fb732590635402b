#include "models/layers.h"

#include <gtest/gtest.h>

namespace arioso::models {
namespace {

torch::Tensor reference(const torch::Tensor& x, const torch::Tensor& weight, int dilation) {
    const auto half = (weight.size(0) - 1) / 2 * dilation;
    return torch::conv1d(x.transpose(1, 2), weight.t().unsqueeze(1), {}, 1, half, dilation,
                         x.size(2))
        .transpose(1, 2);
}

TEST(DepthwiseTime, EqualsTheLibraryConvolutionForwardAndBackward) {
    torch::manual_seed(1);
    for (const int dilation : {1, 2, 8}) {
        auto x = torch::randn({2, 40, 6}).requires_grad_();
        auto w = torch::randn({7, 6}).requires_grad_();
        const auto out = depthwiseTime(x, w, dilation);
        const auto expected = reference(x, w, dilation);
        EXPECT_TRUE(torch::allclose(out, expected, 1e-4, 1e-5));
        const auto weight = torch::randn_like(out);
        const auto mine = torch::autograd::grad({(out * weight).sum()}, {x, w});
        const auto theirs = torch::autograd::grad({(expected * weight).sum()}, {x, w});
        EXPECT_TRUE(torch::allclose(mine[0], theirs[0], 1e-4, 1e-4));
        EXPECT_TRUE(torch::allclose(mine[1], theirs[1], 1e-4, 1e-4));
    }
}

TEST(MixedLinear, Bfloat16TrainingStaysNearFloat32AndInferenceIsUntouched) {
    torch::manual_seed(2);
    auto x = torch::randn({4, 9, 32}).requires_grad_();
    auto w = torch::randn({16, 32}).requires_grad_();
    const auto b = torch::randn({16});
    const auto exact = torch::linear(x, w, b);
    setTrainingPrecision(Precision::BFloat16);
    const auto rounded = mixedLinear(x, w, b);
    torch::Tensor inferred;
    {
        const torch::NoGradGuard guard;
        inferred = mixedLinear(x, w, b);
    }
    const auto gradient = torch::autograd::grad({rounded.square().sum()}, {w})[0];
    setTrainingPrecision(Precision::Float32);
    const auto expected = torch::autograd::grad({exact.square().sum()}, {w})[0];
    EXPECT_TRUE(torch::equal(inferred, exact));
    EXPECT_LT(((rounded - exact).norm() / exact.norm()).item<double>(), 0.01);
    EXPECT_LT(((gradient - expected).norm() / expected.norm()).item<double>(), 0.02);
}

}  // namespace
}  // namespace arioso::models
