#include "dsp/mfcc.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include "dsp/error.h"
#include "dsp/stft.h"

namespace arioso::dsp {
namespace {

constexpr float kFloor = 1e-7F;  // -70 dB in power

double toMel(double hz) {
    return 2595.0 * std::log10(1.0 + hz / 700.0);
}

double toHz(double mel) {
    return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
}

int powerOfTwoFrom(int least) {
    int size = 1;
    while (size < least) size *= 2;
    return size;
}

int windowSamples(const MfccOptions& options) {
    if (options.sampleRate < 8000 || options.hopSeconds * options.sampleRate < 1.0) {
        throw Error(ExitCode::Processing,
                    "cepstra: expected a sample rate of 8000 Hz or more and a hop of a sample or "
                    "more, found " +
                        std::to_string(options.sampleRate) + " Hz and " +
                        std::to_string(options.hopSeconds) + " s");
    }
    return static_cast<int>(std::lround(options.windowSeconds * options.sampleRate));
}

std::vector<MelTriangle> filterBank(const MfccOptions& options, int fftSize) {
    const double low = toMel(options.lowHz);
    const double high = toMel(std::min(options.highHz, 0.475 * options.sampleRate));
    const auto edge = [&](int index) {
        return toHz(low + (high - low) * index / (options.bands + 1)) * fftSize /
               options.sampleRate;
    };
    std::vector<MelTriangle> out;
    for (int band = 0; band < options.bands; ++band) {
        const double left = edge(band);
        const double centre = edge(band + 1);
        const double right = edge(band + 2);
        MelTriangle triangle;
        triangle.firstBin = static_cast<std::size_t>(std::ceil(left));
        for (auto at = static_cast<double>(triangle.firstBin); at < right; at += 1.0) {
            const double weight =
                std::min((at - left) / (centre - left), (right - at) / (right - centre));
            triangle.weights.push_back(static_cast<float>(std::max(weight, 0.0)));
        }
        // No band is empty, be it narrower than a bin.
        if (triangle.weights.empty()) triangle.weights.push_back(1.0F);
        out.push_back(std::move(triangle));
    }
    return out;
}

std::vector<float> cosineTransform(int coefficients, int bands) {
    std::vector<float> out;
    for (int k = 0; k < coefficients; ++k) {
        const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / bands);
        for (int band = 0; band < bands; ++band) {
            out.push_back(
                static_cast<float>(scale * std::cos(std::numbers::pi * k * (band + 0.5) / bands)));
        }
    }
    return out;
}

}  // namespace

MfccAnalyser::MfccAnalyser(const MfccOptions& options)
    : options_(options),
      fft_(powerOfTwoFrom(windowSamples(options))),
      window_(hannWindow(windowSamples(options))),
      filters_(filterBank(options, fft_.size())),
      cosines_(cosineTransform(options.coefficients, options.bands)) {}

std::int64_t MfccAnalyser::frames(std::int64_t samples) const noexcept {
    const double hop = options_.hopSeconds * options_.sampleRate;
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(samples) / hop - 1e-9));
}

std::vector<float> MfccAnalyser::analyse(std::span<const float> signal) {
    const auto count = static_cast<std::size_t>(frames(static_cast<std::int64_t>(signal.size())));
    const auto bands = static_cast<std::size_t>(options_.bands);
    const auto coefficients = static_cast<std::size_t>(options_.coefficients);
    const auto bins = static_cast<std::size_t>(fft_.size() / 2 + 1);
    const auto length = static_cast<std::int64_t>(window_.size());
    std::vector<float> padded(static_cast<std::size_t>(fft_.size()));
    std::vector<std::complex<float>> spectrum(bins);
    std::vector<float> power(bins);
    std::vector<float> energies(count * bands);
    for (std::size_t t = 0; t < count; ++t) {
        const double centre =
            (static_cast<double>(t) + 0.5) * options_.hopSeconds * options_.sampleRate;
        const std::int64_t start = std::llround(centre) - length / 2;
        for (std::int64_t i = 0; i < length; ++i) {
            const std::int64_t at = start + i;
            const bool inside = at >= 0 && at < static_cast<std::int64_t>(signal.size());
            padded[static_cast<std::size_t>(i)] =
                inside ? signal[static_cast<std::size_t>(at)] * window_[static_cast<std::size_t>(i)]
                       : 0.0F;
        }
        fft_.forward(padded, spectrum);
        for (std::size_t bin = 0; bin < bins; ++bin) power[bin] = std::norm(spectrum[bin]);
        for (std::size_t band = 0; band < bands; ++band) {
            float sum = 0.0F;
            const MelTriangle& triangle = filters_[band];
            for (std::size_t i = 0; i < triangle.weights.size(); ++i)
                sum += triangle.weights[i] * power[triangle.firstBin + i];
            energies[t * bands + band] = sum;
        }
    }
    const float loudest =
        energies.empty() ? 0.0F : *std::max_element(energies.begin(), energies.end());
    const float least = std::max(loudest * kFloor, 1e-20F);
    for (float& energy : energies) energy = std::log(std::max(energy, least));
    std::vector<float> out(count * coefficients);
    for (std::size_t t = 0; t < count; ++t) {
        for (std::size_t k = 0; k < coefficients; ++k) {
            float sum = 0.0F;
            for (std::size_t band = 0; band < bands; ++band)
                sum += cosines_[k * bands + band] * energies[t * bands + band];
            out[t * coefficients + k] = sum;
        }
    }
    return out;
}

namespace {

std::vector<float> differences(std::span<const float> frames, std::size_t width, int reach) {
    const auto count = static_cast<std::int64_t>(frames.size() / width);
    float norm = 0.0F;
    for (int i = 1; i <= reach; ++i) norm += 2.0F * static_cast<float>(i * i);
    std::vector<float> out(frames.size());
    const auto at = [&](std::int64_t t) {
        return static_cast<std::size_t>(std::clamp<std::int64_t>(t, 0, count - 1)) * width;
    };
    for (std::int64_t t = 0; t < count; ++t) {
        for (int i = 1; i <= reach; ++i) {
            const std::size_t before = at(t - i);
            const std::size_t after = at(t + i);
            for (std::size_t k = 0; k < width; ++k) {
                out[static_cast<std::size_t>(t) * width + k] +=
                    static_cast<float>(i) * (frames[after + k] - frames[before + k]) / norm;
            }
        }
    }
    return out;
}

}  // namespace

std::vector<float> withDeltas(std::span<const float> frames, int width, int reach) {
    const auto each = static_cast<std::size_t>(width);
    const std::vector<float> first = differences(frames, each, reach);
    const std::vector<float> second = differences(first, each, reach);
    std::vector<float> out;
    out.reserve(frames.size() * 3);
    for (std::size_t at = 0; at < frames.size(); at += each) {
        for (std::size_t k = 0; k < each; ++k) out.push_back(frames[at + k]);
        for (std::size_t k = 0; k < each; ++k) out.push_back(first[at + k]);
        for (std::size_t k = 0; k < each; ++k) out.push_back(second[at + k]);
    }
    return out;
}

void normaliseMeanVariance(std::span<float> frames, int width) {
    const auto each = static_cast<std::size_t>(width);
    const auto count = static_cast<double>(frames.size() / each);
    for (std::size_t k = 0; k < each; ++k) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t at = k; at < frames.size(); at += each) {
            sum += frames[at];
            squares += static_cast<double>(frames[at]) * frames[at];
        }
        const double mean = sum / count;
        const double variance = squares / count - mean * mean;
        const double scale = variance > 1e-10 ? 1.0 / std::sqrt(variance) : 0.0;
        for (std::size_t at = k; at < frames.size(); at += each)
            frames[at] = static_cast<float>((frames[at] - mean) * scale);
    }
}

}  // namespace arioso::dsp
