#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arioso::dsp {

/// How far a signal's short-time spectra lie from a reference's, averaged over several window
/// lengths (Yamamoto, Song, Kim, "Parallel WaveGAN", ICASSP 2020). Zero for equal signals.
struct StftDistance {
    double convergence = 0.0;   ///< norm of the magnitudes' difference over that of the reference
    double logMagnitude = 0.0;  ///< mean |difference| of ln magnitude
    [[nodiscard]] double total() const { return convergence + logMagnitude; }
};

/// Windows of 256, 512 … 4096 samples, Hann, a quarter of a window apart. Magnitudes more than 80
/// dB below the reference's highest count as that, so that inaudible bins do not decide. The
/// shorter signal is taken to end in silence. Allocates.
StftDistance stftDistance(std::span<const float> signal, std::span<const float> reference);

struct CepstralSettings {
    int coefficients = 13;    ///< 1 … kMelBands - 1; the zeroth, the level, never counts
    double audibleDb = 60.0;  ///< frames whose loudest band lies further below the reference's
                              ///< highest are left out
    double floorDb = 80.0;    ///< levels further below that highest count as that
};

/// Mel-cepstral distortion in dB of two log-mels on the engine's grid (frame-major, as long as each
/// other; longer ends are ignored): mean over frames of (10 / ln 10) sqrt(2 sum of squared
/// differences), the cepstrum being the cosine transform of the log-mel (Kubichek, PacRim 1993).
/// NaN if no frame is audible.
double melCepstralDistortion(std::span<const float> logMel, std::span<const float> reference,
                             const CepstralSettings& settings = {});

/// How far the mel cepstrum moves from frame to frame, in the same dB: the median over the frames
/// that are audible in `reference`, which names them, so that onsets do not decide. What distances
/// frame by frame average away is low in it. NaN likewise.
double melCepstralMovement(std::span<const float> logMel, std::span<const float> reference,
                           const CepstralSettings& settings = {});

/// Root mean square difference in dB of two log-mels over the same frames and bands, level
/// included.
double logSpectralDistance(std::span<const float> logMel, std::span<const float> reference,
                           const CepstralSettings& settings = {});

/// Mean and standard deviation over time of each band of a log-mel, frames below `audibleDb` left
/// out; empty if none is left.
struct LogMelStatistics {
    std::vector<double> mean;
    std::vector<double> deviation;
    std::int64_t frames = 0;
};
LogMelStatistics logMelStatistics(std::span<const float> logMel,
                                  const CepstralSettings& settings = {});

/// Integrated loudness of mono audio in LUFS (EBU R 128); -70, the standard's gate, for less.
double integratedLoudness(std::span<const float> audio, int sampleRate);

}  // namespace arioso::dsp
