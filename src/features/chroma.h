#pragma once

#include <array>
#include <span>
#include <vector>

namespace arioso {

/// Pitch classes over time.
struct Chroma {
    double seconds = 0.0;                        ///< between frames
    double tuning = 0.0;                         ///< cents above A = 440 Hz, -50…50
    std::vector<std::array<double, 12>> frames;  ///< each sums to 1, or 0 in silence
    std::array<double, 12> mean{};               ///< of the frames by their level, sums to 1
};

/// From the peaks of the spectrum between 55 and 2100 Hz, which count for what they may be
/// harmonics of, too; of a signal at 44.1 kHz.
Chroma chromaOf(std::span<const float> signal);

/// Shape of the spectrum, means over the frames in which anything sounds.
struct Timbre {
    double centroid = 0.0;
    double centroidDeviation = 0.0;
    double rolloff = 0.0;
    double flatness = 0.0;
};
Timbre timbreOf(std::span<const float> signal);

}  // namespace arioso
