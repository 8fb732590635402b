#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "src/synth/render_plan.h"
#include "src/synth/stem_renderer.h"

namespace arioso {

/// Writes every stage of a render into a folder, window by window: the performance as JSON, and per
/// stem and window latents, excitation mel, mel and samples as safetensors with a picture of both
/// mels. Existing files are replaced. Any thread; errors: Error(Output).
class StageDump {
  public:
    /// Creates the folder and writes performance.json.
    StageDump(std::filesystem::path folder, const RenderPlan& plan);

    /// `singer`: number of the track, where the stem has several.
    void window(const StemPlan& stem, std::uint32_t singer, std::int64_t window,
                const StemRenderer::Stages& stages, std::span<const float> samples) const;

  private:
    std::filesystem::path folder_;
};

/// A name that is safe as a file name and keeps stems apart and in order: "02-violin-i".
std::string stemFileName(const StemPlan& stem);

/// A tensor of a safetensors file: name, shape and values, row by row.
struct NamedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::span<const float> values;
};
/// Bytes of a safetensors file (8-byte little-endian header length, JSON header, values).
std::string encodeSafetensors(std::span<const NamedTensor> tensors);

}  // namespace arioso
