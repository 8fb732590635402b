#pragma once

#include <filesystem>
#include <vector>

namespace arioso::corpus {

/// An audio file as the mean of its channels, at dsp::kSampleRate. Errors: Error(Input).
std::vector<float> readMono(const std::filesystem::path& path);

}  // namespace arioso::corpus
