#pragma once

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

#include "dsp/audio_format.h"

namespace arioso::dsp::test {

struct Formant {
    double hz;
    double bandwidth;
};
inline constexpr std::array<Formant, 4> kVowelA{
    {{700.0, 110.0}, {1220.0, 120.0}, {2600.0, 160.0}, {3500.0, 200.0}}};

/// Response of the formants in cascade, each a pair of poles whose gain at 0 Hz is one; one more
/// every kHz above them, as in a tube, lest the spectrum fall into nothing.
inline std::complex<double> vowelResponse(double hz) {
    std::complex<double> out = 1.0;
    const auto pass = [&](const Formant& formant) {
        const std::complex<double> pole{-std::numbers::pi * formant.bandwidth,
                                        2.0 * std::numbers::pi * formant.hz};
        const std::complex<double> s{0.0, 2.0 * std::numbers::pi * hz};
        out *= std::norm(pole) / ((s - pole) * (s - std::conj(pole)));
    };
    for (const Formant& formant : kVowelA) pass(formant);
    for (double higher = 4500.0; higher < 30000.0; higher += 1000.0) pass({higher, 400.0});
    return out;
}

/// A vowel of exactly harmonic partials whose strengths and phases are those of a pulse train
/// through the formants; `hz(seconds)` is its pitch.
template <typename Pitch>
std::vector<float> vowel(Pitch hz, double seconds, double level = 0.02) {
    constexpr double kGrid = 5.0;  // Hz: finer than any formant
    std::vector<std::complex<double>> response;
    for (int i = 0; i * kGrid <= 0.5 * kSampleRate; ++i)
        response.push_back(vowelResponse(i * kGrid));
    std::vector<float> out(static_cast<std::size_t>(seconds * kSampleRate));
    double turns = 0.0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double now = hz(static_cast<double>(i) / kSampleRate);
        const std::complex<double> step = std::polar(1.0, 2.0 * std::numbers::pi * turns);
        std::complex<double> partial = step;
        double sum = 0.0;
        for (double at = now; at < 0.45 * kSampleRate; at += now, partial *= step) {
            const auto low = static_cast<std::size_t>(at / kGrid);
            const double part = at / kGrid - static_cast<double>(low);
            sum += ((response[low] + part * (response[low + 1] - response[low])) * partial).real();
        }
        out[i] = static_cast<float>(level * sum);
        turns += now / kSampleRate;
        turns -= std::floor(turns);
    }
    return out;
}

}  // namespace arioso::dsp::test
