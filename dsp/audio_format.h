#pragma once

namespace arioso::dsp {

/// The engine's frame grid. Frame t is centred on sample t * kHop and sees the kFftSize samples
/// around it, zero where the signal has not begun or is over. Every stage counts on these numbers;
/// the model manifests repeat them and are refused if they differ.
inline constexpr int kSampleRate = 44100;
inline constexpr int kFftSize = 2048;
inline constexpr int kHop = 512;
inline constexpr int kBins = kFftSize / 2 + 1;
inline constexpr int kMelBands = 128;
inline constexpr float kMelLowHz = 20.0F;
inline constexpr float kMelHighHz = 22000.0F;
/// Log-mel values are ln(max(magnitude, kLogFloor)).
inline constexpr float kLogFloor = 1e-5F;

/// Number of frames whose centres lie in [0, samples).
constexpr long framesFor(long samples) {
    return (samples + kHop - 1) / kHop;
}

}  // namespace arioso::dsp
