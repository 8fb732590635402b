#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/fft.h"
#include "dsp/voice_frames.h"

namespace arioso::dsp {

/// When the folds close, and how fast they do so there.
struct VoicePulse {
    double seconds = 0.0;
    double hz = 0.0;
};

/// Sounds voice frames: pulses at the places where the integral of F0 passes a whole number (exact,
/// between samples), each with the minimum-phase response of the periodic part of the spectrum, and
/// continuous white noise through the minimum-phase response of the rest. Responses are blended
/// between frames. After the synthesis of Morise, Yokomori and Ozawa, "WORLD", IEICE Transactions
/// E99-D, 2016; minimum phase by the folded cepstrum (Oppenheim and Schafer).
///
/// The same frames and seed give the same bytes. Constructing allocates; one object a thread.
class VoiceSynthesiser {
  public:
    /// Throws Error(Processing) for an odd or tiny transform.
    VoiceSynthesiser(int sampleRate, int fftSize);

    /// The sound of `frames`, size() * framePeriod seconds of it. Throws Error(Processing) if the
    /// rate or the bins are others than at construction.
    [[nodiscard]] std::vector<float> synthesise(const VoiceFrames& frames, std::uint64_t seed);
    /// The same with pulses at these places (in order) and nowhere else, whatever the frames' F0.
    [[nodiscard]] std::vector<float> synthesise(const VoiceFrames& frames,
                                                std::span<const VoicePulse> pulses,
                                                std::uint64_t seed);

  private:
    using Spectrum = std::vector<std::complex<float>>;
    struct Responses {
        Spectrum periodic;
        Spectrum noise;
        bool hasPeriodic = false;
    };

    void respond(std::span<const float> envelope, std::span<const float> aperiodicity,
                 Responses& out);
    void addNoise(const Spectrum& response, std::int64_t before, std::int64_t at,
                  std::int64_t after, std::uint64_t seed, std::span<float> out);
    void addPulse(const Responses& first, const Responses& second, float part, double place,
                  float gain, std::span<float> out);

    int sampleRate_;
    RealFft fft_;
    std::vector<float> scratch_;
    Spectrum bins_;
};

/// One call for one voice: constructs a VoiceSynthesiser and uses it.
std::vector<float> synthesiseVoice(const VoiceFrames& frames, std::uint64_t seed = 0);

}  // namespace arioso::dsp
