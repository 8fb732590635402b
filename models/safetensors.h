#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>

namespace arioso::models {

using TensorMap = std::map<std::string, torch::Tensor>;
using StringMap = std::map<std::string, std::string>;

/// Contents of a safetensors file: named tensors and the header's __metadata__ strings.
struct SafetensorsFile {
    TensorMap tensors;
    StringMap metadata;
};

/// Reads a safetensors file (format of Hugging Face's safetensors 0.3: 8-byte little-endian header
/// length, JSON header, raw data). Types F16, BF16, F32, F64, I16, I32, I64, U8. Header, offsets
/// and shapes are checked against the file's size before anything is allocated. Error(Model) names
/// the file, the tensor, what was expected and found.
SafetensorsFile readSafetensors(const std::filesystem::path& path);
/// The same from memory; `name` stands for the file in error texts.
SafetensorsFile parseSafetensors(std::string_view bytes, const std::string& name);

/// Writes beside `path`, syncs and renames. Tensors in name order, so equal contents give equal
/// bytes. Error(Output) with path and reason.
void writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors,
                      const StringMap& metadata = {});

}  // namespace arioso::models
