#include "dsp/mel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace arioso::dsp {

namespace {

// Slaney's mel scale (Auditory Toolbox, 1998): linear to 1 kHz, logarithmic above.
constexpr double kLinearHzPerMel = 200.0 / 3.0;
constexpr double kBreakHz = 1000.0;
constexpr double kBreakMel = kBreakHz / kLinearHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;

double melFromHz(double hz) {
    return hz < kBreakHz ? hz / kLinearHzPerMel : kBreakMel + std::log(hz / kBreakHz) / kLogStep;
}

double hzFromMel(double mel) {
    return mel < kBreakMel ? mel * kLinearHzPerMel
                           : kBreakHz * std::exp((mel - kBreakMel) * kLogStep);
}

}  // namespace

std::vector<float> melFilterBank() {
    const double lowest = melFromHz(kMelLowHz);
    const double step = (melFromHz(kMelHighHz) - lowest) / (kMelBands + 1);
    const double binHz = static_cast<double>(kSampleRate) / kFftSize;
    std::vector<float> bank(static_cast<std::size_t>(kMelBands) * kBins);
    for (int band = 0; band < kMelBands; ++band) {
        const double centre = hzFromMel(lowest + step * (band + 1));
        // A side narrower than a bin widens to one: that is linear interpolation at the centre.
        const double left = std::max(binHz, centre - hzFromMel(lowest + step * band));
        const double right = std::max(binHz, hzFromMel(lowest + step * (band + 2)) - centre);
        for (int bin = 0; bin < kBins; ++bin) {
            const double offset = bin * binHz - centre;
            const double weight = 1.0 - (offset < 0.0 ? -offset / left : offset / right);
            bank[static_cast<std::size_t>(band * kBins + bin)] =
                static_cast<float>(std::max(0.0, weight));
        }
    }
    return bank;
}

MelAnalyser::MelAnalyser() : scratch_(kBins) {
    const std::vector<float> bank = melFilterBank();
    for (auto row = bank.begin(); row != bank.end(); row += kBins) {
        const auto positive = [](float weight) { return weight > 0.0F; };
        const auto first = std::find_if(row, row + kBins, positive);
        const auto last = std::find_if_not(first, row + kBins, positive);
        bands_.push_back({static_cast<int>(first - row), {first, last}});
    }
}

void MelAnalyser::analyse(std::span<const float> signal, std::int64_t signalStart,
                          std::int64_t firstFrame, std::int64_t frames, std::span<float> out) {
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        stft_.analyse(signal, signalStart, firstFrame + frame, 1, scratch_);
        fromSpectrum(scratch_, 1, out.subspan(static_cast<std::size_t>(frame) * kMelBands));
    }
}

void MelAnalyser::fromSpectrum(std::span<const std::complex<float>> spectrum, std::int64_t frames,
                               std::span<float> out) const {
    std::array<float, kBins> magnitudes{};
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        const auto bins = spectrum.subspan(static_cast<std::size_t>(frame) * kBins, kBins);
        std::transform(bins.begin(), bins.end(), magnitudes.begin(), [](std::complex<float> bin) {
            return std::sqrt(bin.real() * bin.real() + bin.imag() * bin.imag());
        });
        for (std::size_t band = 0; band < bands_.size(); ++band) {
            float sum = 0.0F;
            const float* magnitude = magnitudes.data() + bands_[band].first;
            for (const float weight : bands_[band].weights) sum += weight * *magnitude++;
            out[static_cast<std::size_t>(frame) * kMelBands + band] =
                std::log(std::max(sum, kLogFloor));
        }
    }
}

}  // namespace arioso::dsp
