#include "dsp/spectral_envelope.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "dsp/pitch_window.h"

namespace arioso::dsp {

namespace {

constexpr double kPeriods = 3.0;
constexpr double kSmoothedShare = 2.0 / 3.0;
constexpr double kCompensation = -0.15;  // q1 of the paper
// In power. A frame that seems to need more has a wrong F0 or is none of a steady voice.
constexpr double kMostGain = 2.0;
// Further harmonics move too fast in speech for their power to be read off where they should be.
constexpr std::size_t kRestoredHarmonics = 6;
constexpr std::size_t kFadedHarmonic = 10;
// What the smoothing makes of a harmonic at its own place, over the mean power of an even spectrum:
// the integral of a Hann window's main lobe over its middle half.
constexpr double kLobeShare = 1.377;

}  // namespace

EnvelopeEstimator::EnvelopeEstimator(int sampleRate, int fftSize)
    : sampleRate_(sampleRate),
      fft_(fftSize),
      padded_(static_cast<std::size_t>(fftSize)),
      power_(static_cast<std::size_t>(bins())),
      bins_(static_cast<std::size_t>(bins())) {}

double EnvelopeEstimator::lowestHz() const noexcept {
    return kPeriods * sampleRate_ / (fft_.size() - 3.0);
}

void EnvelopeEstimator::estimate(std::span<const float> signal, double seconds, double f0,
                                 std::span<float> out) {
    const double hz = f0 > 0.0 ? std::max(f0, lowestHz()) : kUnvoicedHz;
    cutPitchWindow(signal, sampleRate_, seconds, hz, kPeriods, PitchWindowShape::Hann, frame_,
                   weights_);
    double energy = 0.0;
    double signalEnergy = 0.0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        energy += static_cast<double>(weights_[i]) * weights_[i];
        signalEnergy += static_cast<double>(frame_[i]) * frame_[i];
    }
    std::fill(std::copy(frame_.begin(), frame_.end(), padded_.begin()), padded_.end(), 0.0F);
    fft_.forward(padded_, bins_);
    for (std::size_t k = 0; k < power_.size(); ++k) {
        const double real = bins_[k].real();
        const double imaginary = bins_[k].imag();
        power_[k] = (real * real + imaginary * imaginary) / energy;
    }
    const double f0Bins = hz * fft_.size() / sampleRate_;
    // Noise has power down there of its own; filling would double it below 500 Hz.
    if (f0 > 0.0) fillBelowFundamental(power_, f0Bins);
    smoothing_.smooth(power_, kSmoothedShare * f0Bins, power_);
    lifter(power_, hz, out);
    if (f0 > 0.0) {
        restoreHarmonics(power_, f0Bins, out);
        return;
    }
    double sum = 0.0;
    for (const float power : out) sum += power;
    const double mean = sum / static_cast<double>(out.size());
    const double gain = std::clamp(signalEnergy / energy / mean, 1.0 / kMostGain, kMostGain);
    for (float& power : out) power = std::max(static_cast<float>(power * gain), kFloor);
}

void EnvelopeEstimator::restoreHarmonics(std::span<const double> smoothed, double f0Bins,
                                         std::span<float> out) {
    // Logarithms of the gains that the harmonics need; below the first one the same as at it.
    std::array<double, kFadedHarmonic + 1> gains{};
    for (std::size_t k = 1; k < kFadedHarmonic; ++k) {
        const double place = static_cast<double>(k) * f0Bins;
        const auto low = static_cast<std::size_t>(place);
        if (low + 1 >= out.size()) break;
        const double part = place - static_cast<double>(low);
        const double measured =
            ((1.0 - part) * smoothed[low] + part * smoothed[low + 1]) / kLobeShare;
        const double found = (1.0 - part) * static_cast<double>(out[low]) + part * out[low + 1];
        const double most = std::log(kMostGain);
        const double weight = k <= kRestoredHarmonics
                                  ? 1.0
                                  : static_cast<double>(kFadedHarmonic - k) /
                                        static_cast<double>(kFadedHarmonic - kRestoredHarmonics);
        const double needed = std::log(std::max<double>(measured, kFloor) / found);
        gains[k] = weight * std::clamp(needed, -most, most);
    }
    gains[0] = gains[1];
    for (std::size_t bin = 0; bin < out.size(); ++bin) {
        const double place = static_cast<double>(bin) / f0Bins;
        const auto low = static_cast<std::size_t>(place);
        if (low >= kFadedHarmonic) break;
        const double part = place - static_cast<double>(low);
        out[bin] *= static_cast<float>(std::exp((1.0 - part) * gains[low] + part * gains[low + 1]));
    }
}

void EnvelopeEstimator::lifter(std::span<const double> power, double f0, std::span<float> out) {
    for (std::size_t k = 0; k < power.size(); ++k) {
        bins_[k] = static_cast<float>(std::log(std::max(power[k], static_cast<double>(kFloor))));
    }
    fft_.inverse(bins_, padded_);
    const std::size_t size = padded_.size();
    // sin and cos of pi f0 q for each quefrency q, by turning.
    const std::complex<double> step = std::polar(1.0, std::numbers::pi * f0 / sampleRate_);
    std::complex<double> turn = step;
    for (std::size_t q = 1; q <= size / 2; ++q) {
        const double angle = std::numbers::pi * f0 / sampleRate_ * static_cast<double>(q);
        const double smoother = turn.imag() / angle;
        const double cosine2 = 1.0 - 2.0 * turn.imag() * turn.imag();
        const double compensation = 1.0 - 2.0 * kCompensation * (1.0 - cosine2);
        const auto gain = static_cast<float>(smoother * compensation);
        padded_[q] *= gain;
        if (q < size / 2) padded_[size - q] *= gain;
        turn = {turn.real() * step.real() - turn.imag() * step.imag(),
                turn.real() * step.imag() + turn.imag() * step.real()};
    }
    fft_.forward(padded_, bins_);
    for (std::size_t k = 0; k < power.size(); ++k) out[k] = std::exp(bins_[k].real());
}

}  // namespace arioso::dsp
