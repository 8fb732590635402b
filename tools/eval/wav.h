#pragma once

#include <filesystem>
#include <span>

namespace arioso::eval {

/// Mono 24-bit WAV at dsp::kSampleRate, replaced atomically; makes its folder. Error(Output).
void writeWav(const std::filesystem::path& path, std::span<const float> audio);

}  // namespace arioso::eval
