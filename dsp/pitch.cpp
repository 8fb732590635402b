#include "dsp/pitch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

#include "dsp/fft.h"

namespace arioso::dsp {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmoothing = 0.00035;    // seconds
constexpr double kLongestRefined = 0.02;  // seconds; further away vibrato spoils the match

/// Hann-smoothed copy: the harmonics that make the difference function's dips narrower than a
/// sample, and so impossible to interpolate, are not needed to find the period.
std::vector<float> smoothed(std::span<const float> signal, int sampleRate, std::size_t length) {
    const auto taps = static_cast<std::size_t>(std::max(1.0, kSmoothing * sampleRate));
    std::vector<float> out(length);
    for (std::size_t tap = 0; tap < taps; ++tap) {
        const double place = (static_cast<double>(tap) + 0.5) / static_cast<double>(taps);
        const auto weight = static_cast<float>((1.0 - std::cos(2.0 * std::numbers::pi * place)) /
                                               static_cast<double>(taps));
        for (std::size_t i = 0; i < length && i + tap < signal.size(); ++i) {
            out[i] += weight * signal[i + tap];
        }
    }
    return out;
}

/// d(lag) of the paper's equation 6.
double difference(const std::vector<float>& x, std::size_t window, std::size_t lag) {
    double sum = 0.0;
    for (std::size_t i = 0; i < window; ++i) {
        const double step = static_cast<double>(x[i]) - static_cast<double>(x[i + lag]);
        sum += step * step;
    }
    return sum;
}

/// The same for all lags up to `last` at once: energies less twice the correlation (by FFT).
std::vector<double> differences(const std::vector<float>& x, std::size_t window, std::size_t last) {
    const std::size_t size = std::bit_ceil(x.size() + window);
    RealFft fft(static_cast<int>(size));
    std::vector<float> padded(size);
    std::vector<std::complex<float>> whole(size / 2 + 1);
    std::vector<std::complex<float>> head(size / 2 + 1);
    std::copy(x.begin(), x.end(), padded.begin());
    fft.forward(padded, whole);
    std::fill(padded.begin() + static_cast<std::ptrdiff_t>(window), padded.end(), 0.0F);
    fft.forward(padded, head);
    for (std::size_t i = 0; i < whole.size(); ++i) whole[i] *= std::conj(head[i]);
    fft.inverse(whole, padded);
    double energy = 0.0;
    for (std::size_t i = 0; i < window; ++i) energy += static_cast<double>(x[i]) * x[i];
    const double first = energy;
    std::vector<double> out(last + 1);
    for (std::size_t lag = 1; lag <= last; ++lag) {
        const double gone = x[lag - 1];
        const double come = x[lag + window - 1];
        energy += come * come - gone * gone;
        out[lag] = std::max(0.0, first + energy - 2.0 * static_cast<double>(padded[lag]));
    }
    return out;
}

/// Lag of the difference function's minimum near `guess`, between samples by a parabola.
double minimumNear(const std::vector<float>& x, std::size_t window, double guess, double reach,
                   std::size_t last) {
    const auto low = static_cast<std::size_t>(std::max(2.0, std::floor(guess - reach)));
    const auto high = std::min(last - 1, static_cast<std::size_t>(std::ceil(guess + reach)));
    std::size_t best = low;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t lag = low; lag <= high; ++lag) {
        const double value = difference(x, window, lag);
        if (value < least) {
            least = value;
            best = lag;
        }
    }
    const double before = difference(x, window, best - 1);
    const double after = difference(x, window, best + 1);
    const double curvature = before - 2.0 * least + after;
    if (curvature <= 0.0) return static_cast<double>(best);
    return static_cast<double>(best) + std::clamp(0.5 * (before - after) / curvature, -1.0, 1.0);
}

}  // namespace

double yinPitch(std::span<const float> signal, const YinSettings& settings) {
    const double rate = settings.sampleRate;
    const auto window = static_cast<std::size_t>(std::max(settings.window, 16));
    const auto shortest =
        static_cast<std::size_t>(std::max(2.0, std::floor(rate / settings.highestHz)));
    const auto longest = std::max(
        shortest + 2, static_cast<std::size_t>(std::ceil(rate / std::max(settings.lowestHz, 1.0))));
    // One lag more than the longest period, so that a dip at the very end has two sides.
    const std::vector<float> x = smoothed(signal, settings.sampleRate, window + longest + 2);
    const std::vector<double> d = differences(x, window, longest + 1);

    std::size_t period = 0;
    double mean = 0.0;
    std::vector<double> normalised(d.size(), 1.0);
    for (std::size_t lag = 1; lag < d.size(); ++lag) {
        mean += (d[lag] - mean) / static_cast<double>(lag);
        normalised[lag] = mean > 0.0 ? d[lag] / mean : 1.0;
    }
    for (std::size_t lag = shortest; lag <= longest; ++lag) {
        const bool dip =
            normalised[lag] <= normalised[lag - 1] && normalised[lag] <= normalised[lag + 1];
        if (dip && normalised[lag] < settings.threshold) {
            period = lag;
            break;
        }
    }
    if (period == 0) return kNone;

    double refined = minimumNear(x, window, static_cast<double>(period), 1.0, longest + 1);
    // Twice, four times … the period tell it twice, four times … as precisely.
    const double limit = std::min(static_cast<double>(longest), kLongestRefined * rate);
    for (double times = 2.0; times * refined < limit; times *= 2.0) {
        const double found =
            minimumNear(x, window, times * refined, std::max(1.0, 0.2 * refined), longest + 1);
        const auto lag = static_cast<std::size_t>(std::llround(found));
        if (normalised[lag] > settings.threshold) break;
        refined = found / times;
    }
    return rate / refined;
}

double medianPitch(std::span<const float> signal, const YinSettings& settings) {
    const std::size_t hop = static_cast<std::size_t>(std::max(settings.window, 16)) / 2;
    const auto frame =
        2 * hop +
        static_cast<std::size_t>(std::ceil(settings.sampleRate / std::max(settings.lowestHz, 1.0)));
    std::vector<double> heard;
    std::size_t frames = 0;
    for (std::size_t at = 0; at == 0 || at + frame <= signal.size(); at += hop) {
        const double hz = yinPitch(signal.subspan(at), settings);
        if (std::isfinite(hz)) heard.push_back(hz);
        ++frames;
    }
    if (heard.empty() || 2 * heard.size() < frames) return kNone;
    const auto middle = heard.begin() + static_cast<std::ptrdiff_t>(heard.size() / 2);
    std::nth_element(heard.begin(), middle, heard.end());
    return *middle;
}

double centsAbove(double hz, double referenceHz) {
    return 1200.0 * std::log2(hz / referenceHz);
}

}  // namespace arioso::dsp
