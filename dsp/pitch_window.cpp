#include "dsp/pitch_window.h"

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

namespace arioso::dsp {

void cutPitchWindow(std::span<const float> signal, double sampleRate, double seconds, double f0,
                    double periods, PitchWindowShape shape, std::vector<float>& frame,
                    std::vector<float>& weights) {
    const double centre = seconds * sampleRate;
    const double half = 0.5 * periods * sampleRate / f0;
    const auto first = static_cast<std::int64_t>(std::ceil(centre - half));
    const auto last = static_cast<std::int64_t>(std::floor(centre + half));
    const auto size = static_cast<std::size_t>(last - first + 1);
    frame.resize(size);
    weights.resize(size);
    // The cosine turns by the same angle each sample; turning it costs less than computing it.
    const double start = std::numbers::pi * (static_cast<double>(first) - centre) / half;
    std::complex<double> turn = std::polar(1.0, start);
    const std::complex<double> step = std::polar(1.0, std::numbers::pi / half);
    double sum = 0.0;
    double weightSum = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        const double cosine = turn.real();
        const double weight = shape == PitchWindowShape::Hann
                                  ? 0.5 + 0.5 * cosine
                                  : 0.34 + 0.5 * cosine + 0.16 * cosine * cosine;
        turn = {turn.real() * step.real() - turn.imag() * step.imag(),
                turn.real() * step.imag() + turn.imag() * step.real()};
        const std::int64_t at = first + static_cast<std::int64_t>(i);
        const bool inside = at >= 0 && at < static_cast<std::int64_t>(signal.size());
        const double sample = inside ? signal[static_cast<std::size_t>(at)] : 0.0F;
        weights[i] = static_cast<float>(weight);
        frame[i] = static_cast<float>(weight * sample);
        sum += weight * sample;
        weightSum += weight;
    }
    const auto mean = static_cast<float>(sum / weightSum);
    for (std::size_t i = 0; i < size; ++i) frame[i] -= mean * weights[i];
}

}  // namespace arioso::dsp
