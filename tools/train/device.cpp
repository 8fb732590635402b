#include "tools/train/device.h"

#include <torch/torch.h>

#include <optional>

#include "dsp/error.h"

namespace arioso::train {

namespace {

std::optional<torch::Device> deviceNamed(const std::string& name) {
    try {
        const torch::Device device(name);
        if (device.is_cpu() || device.is_cuda()) return device;
    } catch (const c10::Error&) {
        // Its text is a page long and lists devices that are of no use here.
    }
    return std::nullopt;
}

}  // namespace

void expectUsableDevice(const std::string& name) {
    const auto device = deviceNamed(name);
    if (!device) {
        throw Error(ExitCode::Usage, "--device: expected cpu or cuda, found '" + name + "'");
    }
    if (device->is_cpu()) return;
    if (!torch::cuda::is_available()) {
        throw Error(ExitCode::Usage, "--device " + name +
                                         ": this LibTorch is built without CUDA, or the machine "
                                         "has no GPU that it can use");
    }
    const auto count = static_cast<int>(torch::cuda::device_count());
    if (device->has_index() && device->index() >= count) {
        throw Error(ExitCode::Usage, "--device " + name + ": expected a number below " +
                                         std::to_string(count) + ", the GPUs of this machine");
    }
}

}  // namespace arioso::train
