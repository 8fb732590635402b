#include "dsp/masking.h"

#include <algorithm>
#include <cmath>

namespace arioso::dsp {
namespace {

// Zwicker's upper edges of the critical bands, Hz; the last band takes what is above.
constexpr std::array<double, MaskingModel::kBands - 1> kUpperHz = {
    100,  200,  300,  400,  510,  630,  770,  920,  1080, 1270, 1480,  1720,
    2000, 2320, 2700, 3150, 3700, 4400, 5300, 6400, 7700, 9500, 12000, 15500};

constexpr double kToneOffsetDb = 18.0;
constexpr double kNoiseOffsetDb = 6.0;
// Flatness of Gaussian noise seen once through a Hann window, and of a harmonic tone.
constexpr double kNoiseFlatnessDb = -2.5;
constexpr double kToneFlatnessDb = -25.0;
constexpr double kFloor = 1e-10;  // of the mean power

/// Schroeder's spreading function as a power ratio; `bark` from the masker upwards.
double spreading(double bark) {
    const double x = bark + 0.474;
    return std::pow(10.0, (15.81 + 7.5 * x - 17.5 * std::sqrt(1.0 + x * x)) / 10.0);
}

}  // namespace

MaskingModel::MaskingModel(std::size_t bins, double sampleRate) : bandOf_(bins) {
    for (std::size_t k = 0; k < bins; ++k) {
        const double hz = static_cast<double>(k) * sampleRate / 2.0 / static_cast<double>(bins - 1);
        bandOf_[k] = static_cast<std::size_t>(
            std::upper_bound(kUpperHz.begin(), kUpperHz.end(), hz) - kUpperHz.begin());
        width_[bandOf_[k]] += 1.0;
    }
    for (std::size_t i = 0; i < kBands; ++i) {
        double gain = 0.0;
        for (std::size_t j = 0; j < kBands; ++j) {
            if (width_[j] == 0.0) continue;
            spread_[i][j] = spreading(static_cast<double>(i) - static_cast<double>(j));
            gain += spread_[i][j];
        }
        for (double& value : spread_[i]) value /= std::max(gain, kFloor);
    }
}

void MaskingModel::analyse(std::span<const float> power) noexcept {
    energy_.fill(0.0);
    logs_.fill(0.0);
    threshold_.fill(0.0);
    tonality_.fill(0.0);
    double sum = 0.0;
    for (std::size_t k = 0; k < bandOf_.size(); ++k) {
        energy_[bandOf_[k]] += power[k];
        sum += power[k];
    }
    const double mean = sum / static_cast<double>(bandOf_.size());
    if (!(mean > 0.0)) return;
    for (std::size_t k = 0; k < bandOf_.size(); ++k)
        logs_[bandOf_[k]] += std::log(std::max<double>(power[k], kFloor * mean));
    for (std::size_t i = 0; i < kBands; ++i) {
        if (width_[i] == 0.0) continue;
        // A single low band has too few bins for a flatness.
        double energy = 0.0;
        double logs = 0.0;
        double width = 0.0;
        for (std::size_t j = i > 0 ? i - 1 : 0; j < std::min(i + 2, kBands); ++j) {
            energy += energy_[j];
            logs += logs_[j];
            width += width_[j];
        }
        const double level = std::log(std::max(energy / width, kFloor * mean));
        const double flatness = 10.0 / std::log(10.0) * (logs / width - level);
        tonality_[i] = std::clamp(
            (flatness - kNoiseFlatnessDb) / (kToneFlatnessDb - kNoiseFlatnessDb), 0.0, 1.0);
        double spread = 0.0;
        for (std::size_t j = 0; j < kBands; ++j) spread += spread_[i][j] * energy_[j];
        const double offset = tonality_[i] * kToneOffsetDb + (1.0 - tonality_[i]) * kNoiseOffsetDb;
        threshold_[i] = spread * std::pow(10.0, -offset / 10.0);
    }
}

}  // namespace arioso::dsp
