#include "models/module_io.h"

#include <sstream>

#include "dsp/error.h"

namespace arioso::models {

TensorMap moduleTensors(const torch::nn::Module& module, const std::string& prefix) {
    TensorMap out;
    for (const auto& item : module.named_parameters()) out[prefix + item.key()] = item.value();
    for (const auto& item : module.named_buffers()) out[prefix + item.key()] = item.value();
    return out;
}

void loadModule(torch::nn::Module& module, const TensorMap& tensors, const std::string& file,
                const std::string& prefix) {
    torch::NoGradGuard guard;
    for (const auto& [name, target] : moduleTensors(module, prefix)) {
        const auto found = tensors.find(name);
        if (found == tensors.end()) {
            throw Error(ExitCode::Model, file + ": tensor '" + name + "' is missing");
        }
        if (found->second.sizes() != target.sizes()) {
            std::ostringstream text;
            text << file << ": tensor '" << name << "': expected shape " << target.sizes()
                 << ", found " << found->second.sizes();
            throw Error(ExitCode::Model, text.str());
        }
        auto destination = target;
        destination.copy_(found->second);
        if (!destination.isfinite().all().item<bool>()) {
            throw Error(ExitCode::Model,
                        file + ": tensor '" + name + "' holds values that are not finite");
        }
    }
}

}  // namespace arioso::models
