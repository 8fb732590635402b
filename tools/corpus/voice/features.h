#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "tools/corpus/voice/boundaries.h"

namespace arioso::corpus {

/// Cepstra with first and second differences of one utterance, each value with zero mean and unit
/// variance over it.
struct Features {
    static constexpr int kCepstra = 13;
    static constexpr int kWidth = 3 * kCepstra;
    static constexpr double kHopSeconds = 0.005;

    int frames = 0;
    double seconds = 0.0;       ///< length of the recording
    std::vector<float> values;  ///< kWidth rows of `frames`: one value of all frames lies together
    BoundaryCues cues;          ///< for the last touch; without them boundaries stay at whole hops

    [[nodiscard]] std::span<const float> row(int index) const {
        return std::span(values).subspan(
            static_cast<std::size_t>(index) * static_cast<std::size_t>(frames),
            static_cast<std::size_t>(frames));
    }
    [[nodiscard]] float at(int index, int frame) const {
        return values[static_cast<std::size_t>(index) * static_cast<std::size_t>(frames) +
                      static_cast<std::size_t>(frame)];
    }
};

/// Features of a mono signal.
Features speechFeatures(std::span<const float> signal, int sampleRate);
/// Features of a recording, its channels mixed. Error(Input) names a file that cannot be read or
/// that is empty.
Features speechFeatures(const std::filesystem::path& recording);

}  // namespace arioso::corpus
