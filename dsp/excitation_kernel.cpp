#include "dsp/excitation_kernel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"

namespace arioso::dsp {

namespace {

constexpr double kSamplePeriod = 1.0 / kSampleRate;
constexpr double kOctaves80Db = 13.287712379549449;  // log2(10^4)
constexpr float kSilence = 1e-4F;                    // -80 dB
constexpr double kSteep = 0.05;

double secondsAt(NoteClock clock, std::size_t i) {
    return (static_cast<double>(clock.first + static_cast<std::int64_t>(i)) - clock.fraction) *
           kSamplePeriod;
}

// Adding and taking away 1.5 * 2^52 rounds to the nearest integer without SSE4.1's instruction.
double nearest(double value) {
    constexpr double kMagic = 6755399441055744.0;
    return (value + kMagic) - kMagic;
}

/// sin(2 pi x) for |x| <= 1/4; Taylor to the 11th order stays within half a unit of a float.
float sinTurns(float x) {
    const float t = 6.28318530718F * x;
    const float s = t * t;
    return t * (1.0F + s * (-1.0F / 6 +
                            s * (1.0F / 120 + s * (-1.0F / 5040 +
                                                   s * (1.0F / 362880 - s * (1.0F / 39916800))))));
}

/// 2^-x for 0 <= x < 120.
float exp2Negative(float x) {
    const int whole = static_cast<int>(x);
    const float e = -0.69314718056F * (x - static_cast<float>(whole) - 0.5F);
    const float mantissa =
        0.70710678119F *
        (1.0F + e * (1.0F + e * (1.0F / 2 +
                                 e * (1.0F / 6 + e * (1.0F / 24 + e * (1.0F / 120 + e / 720))))));
    return mantissa * std::bit_cast<float>((127 - whole) << 23);
}

}  // namespace

double EnvelopeShape::duration() const {
    const double atOffset = heldRate * held;
    if (atOffset >= kOctaves80Db) return kOctaves80Db / heldRate;
    return held + (kOctaves80Db - atOffset) / releaseRate;
}

double glideTime(double slope, double seconds) {
    return slope == 0.0 ? seconds : std::expm1(slope * seconds) / slope;
}

PulseRun makePulseRun(double segmentStart, double phase, double frequency, double slope,
                      double start, double end) {
    const double inside = start - segmentStart;
    const double cycles = phase + frequency * glideTime(slope, inside);
    PulseRun run;
    run.start = start;
    run.phase = cycles - std::floor(cycles);
    run.frequency = frequency * std::exp(slope * inside);
    run.slope = slope;
    run.harmonics = std::max(1.0, kHighestHarmonicHz / run.frequency);
    run.steep = std::abs(slope) * (end - start) > kSteep;
    if (slope != 0.0 && end > start) {
        const double atEnd = run.frequency * std::exp(slope * (end - start));
        const double harmonicsAtEnd = std::max(1.0, kHighestHarmonicHz / atEnd);
        run.harmonicsSlope = (harmonicsAtEnd - run.harmonics) / (end - start);
    }
    return run;
}

// With n whole harmonics below the limit, n - 1 of them sound in full and the n-th fades in with
// the fraction, so that a glide never switches one on or off.
void fillPulses(const PulseRun& run, NoteClock clock, std::span<float> out) noexcept {
    std::array<double, kExcitationBlock> cycles;
    std::array<double, kExcitationBlock> count;
    std::array<float, kExcitationBlock> half;   // turns of sin(phi / 2)
    std::array<float, kExcitationBlock> outer;  // turns of sin((n - 1/2) phi), folded
    std::array<float, kExcitationBlock> top;    // turns whose sine is cos(n phi)
    const std::size_t size = out.size();
    for (std::size_t i = 0; i < size; ++i) {
        const double t = secondsAt(clock, i) - run.start;
        const double z = run.slope * t;
        const double series =
            1.0 +
            z * (1.0 / 2) *
                (1.0 + z * (1.0 / 3) *
                           (1.0 + z * (1.0 / 4) * (1.0 + z * (1.0 / 5) * (1.0 + z * (1.0 / 6)))));
        cycles[i] = run.phase + run.frequency * t * series;
        count[i] = run.harmonics + run.harmonicsSlope * t;
    }
    if (run.steep) {
        for (std::size_t i = 0; i < size; ++i) {
            const double t = secondsAt(clock, i) - run.start;
            cycles[i] = run.phase + run.frequency * glideTime(run.slope, t);
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        // A hair beside zero, where the kernel's quotient is its limit to within rounding.
        constexpr double kOffPeak = 1e-12;
        const double p = std::abs(cycles[i] - nearest(cycles[i])) + kOffPeak;
        const double n = static_cast<double>(static_cast<int>(count[i]));
        const double q = (n - 0.5) * p;
        const double wrapped = q - nearest(q);
        const double folded = 0.25 - std::abs(std::abs(wrapped) - 0.25);
        const double r = n * p;
        half[i] = static_cast<float>(0.5 * p);
        outer[i] = static_cast<float>(std::copysign(folded, wrapped));
        top[i] = static_cast<float>(0.25 - std::abs(r - nearest(r)));
    }
    for (std::size_t i = 0; i < size; ++i) {
        const int n = static_cast<int>(count[i]);
        const float fraction = static_cast<float>(count[i] - n);
        const float fade = fraction * fraction * (3.0F - 2.0F * fraction);
        const float power = std::max(1.0F, static_cast<float>(n - 1) + fade * fade);
        const float kernel = sinTurns(outer[i]) / sinTurns(half[i]);
        const float sum = 0.5F * (kernel - 1.0F) + fade * sinTurns(top[i]);
        out[i] = kExcitationRms * std::sqrt(2.0F / power) * sum;
    }
}

void fillEnvelope(const EnvelopeShape& shape, NoteClock clock, std::span<float> out) noexcept {
    const double attackRate = shape.attack > 0.0 ? 0.25 / shape.attack : 0.0;
    const double risen = shape.attack > 0.0 ? 0.0 : 0.25;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = secondsAt(clock, i);
        const float rise = sinTurns(static_cast<float>(std::min(0.25, t * attackRate + risen)));
        const double octaves = shape.heldRate * std::min(t, shape.held) +
                               shape.releaseRate * std::max(0.0, t - shape.held);
        const float decay = exp2Negative(static_cast<float>(std::clamp(octaves, 0.0, 100.0)));
        // The last 6 dB before silence fade out linearly instead of being cut off.
        const float fade = std::clamp(decay * (1.0F / kSilence) - 1.0F, 0.0F, 1.0F);
        out[i] = rise * rise * decay * fade;
    }
}

}  // namespace arioso::dsp
