// RecordFunction has a member more where NDEBUG is not set, and LibTorch was built with it set.
#ifndef NDEBUG
#define NDEBUG
#endif

#include "tools/bench/torch_probe.h"

#include <ATen/record_function.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>

namespace arioso::bench {
namespace {

thread_local double operations = 0.0;

double productOperations(const at::Tensor& a, const at::Tensor& b) {
    return 2.0 * static_cast<double>(a.numel()) * static_cast<double>(b.size(-1));
}

/// Arguments as aten::convolution has them: input, weight, bias, stride, padding, dilation,
/// transposed, …
double convolutionOperations(c10::ArrayRef<const c10::IValue> inputs) {
    const at::Tensor input = inputs[0].toTensor();
    const at::Tensor weight = inputs[1].toTensor();
    const double perPlace = 2.0 * static_cast<double>(weight.numel() / weight.size(0));
    if (inputs[6].toBool()) return perPlace * static_cast<double>(input.numel());
    const auto stride = inputs[3].toIntVector();
    const auto padding = inputs[4].toIntVector();
    const auto dilation = inputs[5].toIntVector();
    double outputs = static_cast<double>(input.size(0) * weight.size(0));
    for (std::int64_t axis = 2; axis < input.dim(); ++axis) {
        const auto i = static_cast<std::size_t>(axis - 2);
        const std::int64_t reach = dilation[i] * (weight.size(axis) - 1) + 1;
        outputs *= static_cast<double>((input.size(axis) + 2 * padding[i] - reach) / stride[i] + 1);
    }
    return perPlace * outputs;
}

/// Inputs may be looked at before the function runs, not after it; functions without a kernel of
/// their own show none.
std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& function) {
    const std::string_view name = function.name();
    // Every product ends in one of these; what they call below them has other names.
    if (name == "aten::mm" || name == "aten::bmm") {
        const auto inputs = function.inputs();
        operations += productOperations(inputs[0].toTensor(), inputs[1].toTensor());
    } else if (name == "aten::addmm" || name == "aten::baddbmm") {
        const auto inputs = function.inputs();
        operations += productOperations(inputs[1].toTensor(), inputs[2].toTensor());
    } else if (name == "aten::convolution") {
        operations += convolutionOperations(function.inputs());
    }
    return nullptr;
}

}  // namespace

double sgemmPeak() {
    const torch::InferenceMode guard;
    at::set_num_threads(1);
    constexpr std::int64_t kSize = 1024;
    const auto a = torch::ones({kSize, kSize});
    const auto b = torch::ones({kSize, kSize});
    auto out = torch::empty({kSize, kSize});
    double best = 0.0;
    for (int i = 0; i < 12; ++i) {
        const auto start = std::chrono::steady_clock::now();
        torch::mm_out(out, a, b);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        best = std::max(best, 2.0 * kSize * kSize * kSize / spent.count());
    }
    return best;
}

double countOperations(const std::function<void()>& work) {
    operations = 0.0;
    const auto handle = at::addThreadLocalCallback(
        at::RecordFunctionCallback(count).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
    work();
    at::removeCallback(handle);
    return operations;
}

}  // namespace arioso::bench
