#pragma once

#include <span>
#include <vector>

namespace arioso {

/// Onset strength of a signal at 44.1 kHz, one value a frame of 512 samples; the largest is 1.
std::vector<float> onsetStrength(std::span<const float> signal);

/// Times of the peaks of an onset strength, moved to where the signal's level rises most.
std::vector<double> pickOnsets(std::span<const float> strength, std::span<const float> signal);

/// Beats of a piece.
struct BeatTrack {
    double tempo = 0.0;     ///< beats a minute, 0 = none
    double strength = 0.0;  ///< autocorrelation at the period
    std::vector<double> beats;
};

/// `strength` at 86.13 frames a second.
BeatTrack trackBeats(std::span<const float> strength);

}  // namespace arioso
