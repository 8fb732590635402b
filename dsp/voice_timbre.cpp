#include "dsp/voice_timbre.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace arioso::dsp {

namespace {

constexpr double kTiltDecibels = 6.0;  // an octave
constexpr double kTiltCentreHz = 800.0;
constexpr double kTiltOctaves = 2.0;
constexpr double kMostBreath = 0.75;
constexpr double kQuietest = -96.0;
constexpr double kSteepestTension = 10.0;

double decibels(double power) {
    return std::max(kQuietest, 10.0 * std::log10(std::max(power, 1e-30)));
}

}  // namespace

void warpFormants(std::span<float> envelope, double factor) {
    if (factor == 1.0 || envelope.empty()) return;
    std::vector<float> levels(envelope.size());
    std::transform(envelope.begin(), envelope.end(), levels.begin(),
                   [](float power) { return std::log(power); });
    const double last = static_cast<double>(envelope.size() - 1);
    for (std::size_t k = 0; k < envelope.size(); ++k) {
        const double place = std::min(static_cast<double>(k) / factor, last);
        const auto low = static_cast<std::size_t>(place);
        const std::size_t high = std::min(low + 1, envelope.size() - 1);
        const auto part = static_cast<float>(place - static_cast<double>(low));
        envelope[k] = std::exp(levels[low] + part * (levels[high] - levels[low]));
    }
}

void changeBreathiness(std::span<float> aperiodicity, double amount) {
    const double scale = amount > 0.0 ? 1.0 - kMostBreath * amount : 1.0 - amount;
    const auto exponent = static_cast<float>(scale);
    for (float& share : aperiodicity) share = std::pow(share, exponent);
}

void changeTension(std::span<float> envelope, std::span<float> aperiodicity, double binHz,
                   double amount) {
    if (amount == 0.0) return;
    std::vector<double> harmonic(envelope.size());
    std::vector<double> noise(envelope.size());
    double before = 0.0;
    double after = 0.0;
    for (std::size_t k = 0; k < envelope.size(); ++k) {
        const double share = aperiodicity[k];
        noise[k] = envelope[k] * share * share;
        harmonic[k] = std::max(0.0, envelope[k] - noise[k]);
        before += harmonic[k];
        const double octaves =
            std::log2(std::max(static_cast<double>(k) * binHz, 1.0) / kTiltCentreHz);
        const double level =
            amount * kTiltDecibels * std::clamp(octaves, -kTiltOctaves, kTiltOctaves);
        harmonic[k] *= std::pow(10.0, 0.1 * level);
        after += harmonic[k];
    }
    if (after <= 0.0) return;
    for (std::size_t k = 0; k < envelope.size(); ++k) {
        const double power = harmonic[k] * before / after + noise[k];
        if (power <= 0.0) continue;
        envelope[k] = static_cast<float>(power);
        aperiodicity[k] = static_cast<float>(std::min(1.0, std::sqrt(noise[k] / power)));
    }
}

VoiceMeasures measureVoice(double f0, std::span<const float> envelope,
                           std::span<const float> aperiodicity, double binHz) {
    VoiceMeasures out;
    if (envelope.size() < 2) return out;
    double whole = 0.0;
    double noise = 0.0;
    for (std::size_t k = 0; k < envelope.size(); ++k) {
        // The bins between the ends stand for two of the transform.
        const double weight = k == 0 || k + 1 == envelope.size() ? 1.0 : 2.0;
        const double share = f0 > 0.0 ? aperiodicity[k] : 1.0;
        whole += weight * envelope[k];
        noise += weight * envelope[k] * share * share;
    }
    const double points = 2.0 * static_cast<double>(envelope.size() - 1);
    const double harmonics = std::max(0.0, whole - noise) / points;
    out.energy = decibels(whole / points);
    out.breathiness = decibels(noise / points);
    out.voicing = decibels(harmonics);
    if (f0 <= 0.0 || harmonics <= 0.0) return out;

    const auto bin =
        std::min(static_cast<std::size_t>(std::lround(f0 / binHz)), envelope.size() - 1);
    const double share = aperiodicity[bin];
    const double periodSamples = points * binHz / f0;
    // A line of a pulse train whose pulses are sqrt(period) high.
    const double first = 2.0 * envelope[bin] * (1.0 - share * share) / periodSamples;
    const double ratio = std::sqrt(std::clamp(1.0 - first / harmonics, 1e-12, 1.0 - 1e-12));
    out.tension = std::clamp(std::log(ratio / (1.0 - ratio)), -kSteepestTension, kSteepestTension);
    return out;
}

}  // namespace arioso::dsp
