#include "dsp/aperiodicity.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <numeric>

#include "dsp/pitch_window.h"

namespace arioso::dsp {

namespace {

constexpr double kLowestHz = 47.0;
constexpr double kPeriods = 4.0;
constexpr double kBandSpacing = 3000.0;
constexpr double kHighestBand = 15000.0;
constexpr double kFloorDecibels = -60.0;
constexpr double kMainLobe = 8.0;  // width of the Nuttall window's, in bins of its own length
// Love train: power between the first and the last, voiced by the share below the middle one.
constexpr double kTrainPeriods = 3.0;
constexpr double kTrainLowestHz = 40.0;
constexpr double kTrainFromHz = 100.0;
constexpr double kTrainSplitHz = 4000.0;
constexpr double kTrainToHz = 7900.0;
// High voices have fewer harmonics in a band, and the ratio reads too low (D4C, section 3.4).
constexpr double kCorrectionFromHz = 100.0;
constexpr double kCorrectionHzADecibel = 50.0;

int transformSize(double sampleRate) {
    const double longest =
        std::max(kPeriods * sampleRate / kLowestHz, kTrainPeriods * sampleRate / kTrainLowestHz);
    return static_cast<int>(std::bit_ceil(static_cast<unsigned>(longest + 2.0)));
}

std::size_t bandWindowSize(double sampleRate) {
    return static_cast<std::size_t>(kBandSpacing * transformSize(sampleRate) / sampleRate) * 2 + 1;
}

int bandTransformSize(double sampleRate) {
    return static_cast<int>(std::bit_ceil(static_cast<unsigned>(bandWindowSize(sampleRate))));
}

}  // namespace

AperiodicityEstimator::AperiodicityEstimator(int sampleRate, int bins)
    : sampleRate_(sampleRate),
      fft_(transformSize(sampleRate)),
      bandFft_(bandTransformSize(sampleRate)),
      bandWindow_(bandWindowSize(sampleRate)),
      padded_(static_cast<std::size_t>(fft_.size())),
      spectrum_(padded_.size() / 2 + 1),
      slope_(spectrum_.size()),
      centroid_(spectrum_.size()),
      power_(spectrum_.size()),
      bandFrame_(static_cast<std::size_t>(bandFft_.size())),
      bandBins_(bandFrame_.size() / 2 + 1),
      bandPower_(bandBins_.size()),
      bins_(static_cast<std::size_t>(bins)) {
    const double highest = std::min(kHighestBand, 0.5 * sampleRate_ - kBandSpacing);
    decibels_.resize(static_cast<std::size_t>(highest / kBandSpacing) + 2);
    // Nuttall 1981, four terms with a continuous first derivative.
    for (std::size_t i = 0; i < bandWindow_.size(); ++i) {
        const double turn = 2.0 * std::numbers::pi * static_cast<double>(i) /
                            static_cast<double>(bandWindow_.size() - 1);
        bandWindow_[i] =
            static_cast<float>(0.355768 - 0.487396 * std::cos(turn) +
                               0.144232 * std::cos(2.0 * turn) - 0.012604 * std::cos(3.0 * turn));
    }
}

void AperiodicityEstimator::transform(std::span<const float> frame) {
    std::fill(std::copy(frame.begin(), frame.end(), padded_.begin()), padded_.end(), 0.0F);
    fft_.forward(padded_, spectrum_);
}

bool AperiodicityEstimator::voiced(std::span<const float> signal, double seconds, double f0) {
    cutPitchWindow(signal, sampleRate_, seconds, std::max(f0, kTrainLowestHz), kTrainPeriods,
                   PitchWindowShape::Blackman, frame_, weights_);
    transform(frame_);
    const auto bin = [this](double hz) {
        return std::min(static_cast<std::size_t>(std::lround(hz * fft_.size() / sampleRate_)),
                        spectrum_.size() - 1);
    };
    double low = 0.0;
    double high = 0.0;
    for (std::size_t k = bin(kTrainFromHz); k <= bin(kTrainToHz); ++k) {
        (k <= bin(kTrainSplitHz) ? low : high) += static_cast<double>(std::norm(spectrum_[k]));
    }
    return low > kVoicedShare * (low + high) && low > 0.0;
}

void AperiodicityEstimator::addCentroid(std::span<const float> signal, double seconds, double f0) {
    cutPitchWindow(signal, sampleRate_, seconds, f0, kPeriods, PitchWindowShape::Blackman, frame_,
                   weights_);
    double energy = 0.0;
    for (const float sample : frame_) energy += static_cast<double>(sample) * sample;
    if (energy <= 0.0) return;
    transform(frame_);
    std::swap(spectrum_, slope_);
    // Time counts from the window's beginning: it is this offset that turns the harmonics' ripple
    // into one of the group delay.
    for (std::size_t i = 0; i < frame_.size(); ++i) frame_[i] *= static_cast<float>(i + 1);
    transform(frame_);
    for (std::size_t k = 0; k < centroid_.size(); ++k) {
        const double product = static_cast<double>(spectrum_[k].real()) * slope_[k].real() +
                               static_cast<double>(spectrum_[k].imag()) * slope_[k].imag();
        centroid_[k] += product / energy;
    }
}

/// Leaves in centroid_ the group delay's ripple of the harmonics' spacing.
void AperiodicityEstimator::groupDelayRipple(std::span<const float> signal, double seconds,
                                             double f0) {
    const double f0Bins = f0 * fft_.size() / sampleRate_;
    std::fill(centroid_.begin(), centroid_.end(), 0.0);
    addCentroid(signal, seconds - 0.25 / f0, f0);
    addCentroid(signal, seconds + 0.25 / f0, f0);
    fillBelowFundamental(centroid_, f0Bins);

    cutPitchWindow(signal, sampleRate_, seconds, f0, kPeriods, PitchWindowShape::Hann, frame_,
                   weights_);
    transform(frame_);
    for (std::size_t k = 0; k < power_.size(); ++k) {
        power_[k] = static_cast<double>(std::norm(spectrum_[k]));
    }
    fillBelowFundamental(power_, f0Bins);
    smoothing_.smooth(power_, f0Bins, power_);

    const double least = std::numeric_limits<double>::min();
    for (std::size_t k = 0; k < power_.size(); ++k) centroid_[k] /= std::max(power_[k], least);
    smoothing_.smooth(centroid_, 0.5 * f0Bins, centroid_);
    smoothing_.smooth(centroid_, f0Bins, power_);
    for (std::size_t k = 0; k < power_.size(); ++k) centroid_[k] -= power_[k];
}

double AperiodicityEstimator::bandDecibels(std::size_t centre) {
    const std::size_t half = bandWindow_.size() / 2;
    double largest = 0.0;
    for (std::size_t i = 0; i < bandWindow_.size(); ++i) {
        largest = std::max(largest, std::abs(centroid_[centre - half + i]));
    }
    if (largest <= 0.0) return 0.0;
    std::fill(bandFrame_.begin(), bandFrame_.end(), 0.0F);
    for (std::size_t i = 0; i < bandWindow_.size(); ++i) {
        // In a range that single precision holds: a quiet frame's ratio may be anything.
        bandFrame_[i] = static_cast<float>(centroid_[centre - half + i] / largest) * bandWindow_[i];
    }
    bandFft_.forward(bandFrame_, bandBins_);
    for (std::size_t k = 0; k < bandPower_.size(); ++k) bandPower_[k] = std::norm(bandBins_[k]);
    const auto lobe = static_cast<std::ptrdiff_t>(
        std::lround(kMainLobe * bandFft_.size() / static_cast<double>(bandWindow_.size())));
    const auto rest = bandPower_.begin() + lobe + 1;
    std::nth_element(bandPower_.begin(), rest, bandPower_.end(), std::greater<>());
    const double noise = std::accumulate(rest, bandPower_.end(), 0.0);
    const double all = std::accumulate(bandPower_.begin(), rest, noise);
    return 10.0 * std::log10(std::max(noise / all, 1e-12));
}

void AperiodicityEstimator::estimate(std::span<const float> signal, double seconds, double f0,
                                     std::span<float> out) {
    std::fill(out.begin(), out.end(), 1.0F);
    if (f0 <= 0.0 || !voiced(signal, seconds, f0)) return;
    const double hz = std::max(f0, kLowestHz);
    groupDelayRipple(signal, seconds, hz);
    decibels_.front() = kFloorDecibels;
    decibels_.back() = 0.0;
    for (std::size_t band = 1; band + 1 < decibels_.size(); ++band) {
        const auto centre = static_cast<std::size_t>(static_cast<double>(band) * kBandSpacing *
                                                     fft_.size() / sampleRate_);
        const double correction = (hz - kCorrectionFromHz) / kCorrectionHzADecibel;
        decibels_[band] = std::clamp(bandDecibels(centre) + correction, kFloorDecibels, 0.0);
    }
    const double binHz = 0.5 * sampleRate_ / static_cast<double>(bins_ - 1);
    const double lastBand = static_cast<double>(decibels_.size() - 2) * kBandSpacing;
    for (std::size_t k = 0; k < bins_; ++k) {
        const double frequency = static_cast<double>(k) * binHz;
        double low = decibels_[decibels_.size() - 2];
        double high = decibels_.back();
        double part = (frequency - lastBand) / (0.5 * sampleRate_ - lastBand);
        if (frequency < lastBand) {
            const auto band = static_cast<std::size_t>(frequency / kBandSpacing);
            low = decibels_[band];
            high = decibels_[band + 1];
            part = frequency / kBandSpacing - static_cast<double>(band);
        }
        // 10^(dB / 20)
        const double level = low + part * (high - low);
        out[k] = static_cast<float>(std::min(1.0, std::exp(level * (std::numbers::ln10 / 20.0))));
    }
}

}  // namespace arioso::dsp
