#pragma once

#include <string>

namespace arioso::train {

/// Checks that `name` ("cpu", "cuda" or "cuda:N") is a device this LibTorch can compute on, before
/// anything is read or written for it. Error(Usage) for another name and where LibTorch has no CUDA
/// or the machine no such GPU.
void expectUsableDevice(const std::string& name);

}  // namespace arioso::train
