#pragma once

#include <torch/torch.h>

#include <string>

#include "models/safetensors.h"

namespace arioso::models {

/// Parameters and buffers of a module by dotted name, optionally with a prefix.
TensorMap moduleTensors(const torch::nn::Module& module, const std::string& prefix = "");

/// Copies tensors into a module's parameters and buffers. Every one must be there with the right
/// shape; Error(Model) names file, tensor, expected and found.
void loadModule(torch::nn::Module& module, const TensorMap& tensors, const std::string& file,
                const std::string& prefix = "");

}  // namespace arioso::models
