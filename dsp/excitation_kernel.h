#pragma once

#include <cstdint>
#include <span>

namespace arioso::dsp {

/// The arithmetic of `Excitation`, sample by sample, in loops that the compiler can vectorise.
/// Results depend on nothing but the arguments and each sample's own index, so any split of a range
/// gives the same bits. `count` is at most kExcitationBlock throughout. Any thread; no allocation.

inline constexpr int kExcitationBlock = 64;
/// RMS of a held note of amplitude 1, pulses or noise.
inline constexpr float kExcitationRms = 0.1F;
/// Pulse trains hold harmonics up to here.
inline constexpr double kHighestHarmonicHz = 20000.0;

/// The samples of a note: sample i of a call lies (first + i - fraction) samples after its onset.
struct NoteClock {
    std::int64_t first = 0;
    double fraction = 0.0;
};

/// How a note's level goes, rates in octaves of amplitude a second (1 = halved every second).
struct EnvelopeShape {
    double attack = 0.0;  ///< seconds of raised-cosine rise
    double held = 0.0;    ///< seconds between onset and offset
    double heldRate = 0.0;
    double releaseRate = 0.0;

    /// Seconds after the onset at which the level has fallen by 80 dB; it is zero from there on.
    [[nodiscard]] double duration() const;
};

/// A stretch of a pulse train on one slope of the pitch curve, no longer than kExcitationBlock.
struct PulseRun {
    double start = 0.0;  ///< seconds after the onset
    double phase = 0.0;  ///< cycles at the start
    double frequency = 0.0;
    double slope = 0.0;      ///< natural-log frequency change a second
    double harmonics = 1.0;  ///< how many fit below kHighestHarmonicHz; the fraction fades one in
    double harmonicsSlope = 0.0;
    bool steep = false;  ///< the slope is too large for the series expansion
};

/// Seconds that a tone of constant frequency needs for the cycles of one that glides by `slope`.
double glideTime(double slope, double seconds);
/// Run [start, end) of a segment that begins at `segmentStart` with `phase` and `frequency`.
PulseRun makePulseRun(double segmentStart, double phase, double frequency, double slope,
                      double start, double end);
/// Equal harmonics summed in closed form by the Dirichlet kernel, RMS kExcitationRms.
void fillPulses(const PulseRun& run, NoteClock clock, std::span<float> out) noexcept;
void fillEnvelope(const EnvelopeShape& shape, NoteClock clock, std::span<float> out) noexcept;

}  // namespace arioso::dsp
