#include "dsp/spectral_distance.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "dsp/audio_format.h"
#include "dsp/fft.h"
#include "dsp/loudness.h"
#include "dsp/stft.h"

namespace arioso::dsp {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kNatsPerDb = std::numbers::ln10 / 20.0;

/// Magnitudes of frames a quarter of a window apart, the first centred on sample 0.
std::vector<float> magnitudes(std::span<const float> signal, int size, std::size_t frames) {
    const auto points = static_cast<std::size_t>(size);
    const std::size_t bins = points / 2 + 1;
    const std::vector<float> window = hannWindow(size);
    RealFft fft(size);
    std::vector<float> piece(points);
    std::vector<std::complex<float>> spectrum(bins);
    std::vector<float> out(frames * bins);
    for (std::size_t frame = 0; frame < frames; ++frame) {
        for (std::size_t i = 0; i < points; ++i) {
            const std::size_t at = frame * (points / 4) + i;
            const bool inside = at >= points / 2 && at - points / 2 < signal.size();
            piece[i] = inside ? window[i] * signal[at - points / 2] : 0.0F;
        }
        fft.forward(piece, spectrum);
        for (std::size_t bin = 0; bin < bins; ++bin) {
            out[frame * bins + bin] = std::sqrt(std::norm(spectrum[bin]));
        }
    }
    return out;
}

/// Which frames of a log-mel are audible, and the level below which nothing counts.
struct Audible {
    float floor;
    float least;
    [[nodiscard]] bool hears(std::span<const float> frame) const {
        return *std::max_element(frame.begin(), frame.end()) >= least;
    }
};

Audible audibleIn(std::span<const float> reference, const CepstralSettings& settings) {
    const float highest = *std::max_element(reference.begin(), reference.end());
    return {highest - static_cast<float>(settings.floorDb * kNatsPerDb),
            std::max(highest - static_cast<float>(settings.audibleDb * kNatsPerDb),
                     // Silence throughout has no audible frame.
                     std::log(kLogFloor) + 1e-3F)};
}

std::span<const float> frameOf(std::span<const float> logMel, std::size_t frame) {
    return logMel.subspan(frame * kMelBands, kMelBands);
}

}  // namespace

StftDistance stftDistance(std::span<const float> signal, std::span<const float> reference) {
    constexpr int kSizes[] = {256, 512, 1024, 2048, 4096};
    constexpr float kFloor = 1e-4F;  // -80 dB
    StftDistance sum;
    for (const int size : kSizes) {
        const std::size_t longer = std::max(signal.size(), reference.size());
        const std::size_t frames = longer / (static_cast<std::size_t>(size) / 4) + 1;
        const std::vector<float> got = magnitudes(signal, size, frames);
        const std::vector<float> wanted = magnitudes(reference, size, frames);
        const float floor =
            std::max(1e-12F, kFloor * *std::max_element(wanted.begin(), wanted.end()));
        double error = 0.0;
        double energy = 0.0;
        double logs = 0.0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const double step = static_cast<double>(got[i]) - static_cast<double>(wanted[i]);
            error += step * step;
            energy += static_cast<double>(wanted[i]) * static_cast<double>(wanted[i]);
            logs += static_cast<double>(
                std::abs(std::log(std::max(got[i], floor) / std::max(wanted[i], floor))));
        }
        if (energy > 0.0) sum.convergence += std::sqrt(error / energy);
        sum.logMagnitude += logs / static_cast<double>(wanted.size());
    }
    return {sum.convergence / std::size(kSizes), sum.logMagnitude / std::size(kSizes)};
}

namespace {

/// Cosine transform of differences of log-mel frames, without the level.
class CepstralLength {
  public:
    explicit CepstralLength(const CepstralSettings& settings)
        : count_(static_cast<std::size_t>(std::clamp(settings.coefficients, 1, kMelBands - 1))),
          cosines_(count_ * kMelBands),
          step_(kMelBands) {
        for (std::size_t c = 0; c < count_; ++c) {
            for (std::size_t band = 0; band < kMelBands; ++band) {
                const double angle = std::numbers::pi * static_cast<double>(c + 1) *
                                     (static_cast<double>(band) + 0.5) / kMelBands;
                cosines_[c * kMelBands + band] = 2.0 / kMelBands * std::cos(angle);
            }
        }
    }

    /// In dB; levels below `floor` count as that.
    double between(std::span<const float> a, std::span<const float> b, float floor) {
        for (std::size_t band = 0; band < kMelBands; ++band) {
            step_[band] = static_cast<double>(std::max(a[band], floor)) -
                          static_cast<double>(std::max(b[band], floor));
        }
        double squares = 0.0;
        for (std::size_t c = 0; c < count_; ++c) {
            double coefficient = 0.0;
            for (std::size_t band = 0; band < kMelBands; ++band) {
                coefficient += cosines_[c * kMelBands + band] * step_[band];
            }
            squares += coefficient * coefficient;
        }
        return 10.0 / std::numbers::ln10 * std::sqrt(2.0 * squares);
    }

  private:
    std::size_t count_;
    std::vector<double> cosines_;
    std::vector<double> step_;
};

}  // namespace

double melCepstralDistortion(std::span<const float> logMel, std::span<const float> reference,
                             const CepstralSettings& settings) {
    const std::size_t frames = std::min(logMel.size(), reference.size()) / kMelBands;
    if (frames == 0) return kNone;
    const Audible audible = audibleIn(reference.first(frames * kMelBands), settings);
    CepstralLength length(settings);
    double sum = 0.0;
    std::size_t heard = 0;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const auto wanted = frameOf(reference, frame);
        if (!audible.hears(wanted)) continue;
        sum += length.between(frameOf(logMel, frame), wanted, audible.floor);
        ++heard;
    }
    return heard == 0 ? kNone : sum / static_cast<double>(heard);
}

double melCepstralMovement(std::span<const float> logMel, std::span<const float> reference,
                           const CepstralSettings& settings) {
    const std::size_t frames = std::min(logMel.size(), reference.size()) / kMelBands;
    if (frames < 2) return kNone;
    const Audible audible = audibleIn(reference.first(frames * kMelBands), settings);
    CepstralLength length(settings);
    std::vector<double> steps;
    for (std::size_t frame = 1; frame < frames; ++frame) {
        if (!audible.hears(frameOf(reference, frame))) continue;
        steps.push_back(
            length.between(frameOf(logMel, frame), frameOf(logMel, frame - 1), audible.floor));
    }
    if (steps.empty()) return kNone;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

double logSpectralDistance(std::span<const float> logMel, std::span<const float> reference,
                           const CepstralSettings& settings) {
    const std::size_t frames = std::min(logMel.size(), reference.size()) / kMelBands;
    if (frames == 0) return kNone;
    const Audible audible = audibleIn(reference.first(frames * kMelBands), settings);
    double squares = 0.0;
    std::size_t heard = 0;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const auto wanted = frameOf(reference, frame);
        if (!audible.hears(wanted)) continue;
        const auto got = frameOf(logMel, frame);
        for (std::size_t band = 0; band < kMelBands; ++band) {
            const double step = static_cast<double>(std::max(got[band], audible.floor)) -
                                static_cast<double>(std::max(wanted[band], audible.floor));
            squares += step * step;
        }
        ++heard;
    }
    if (heard == 0) return kNone;
    return std::sqrt(squares / static_cast<double>(heard * kMelBands)) / kNatsPerDb;
}

LogMelStatistics logMelStatistics(std::span<const float> logMel, const CepstralSettings& settings) {
    const std::size_t frames = logMel.size() / kMelBands;
    LogMelStatistics out;
    if (frames == 0) return out;
    const Audible audible = audibleIn(logMel.first(frames * kMelBands), settings);
    std::vector<double> squares(kMelBands);
    std::vector<double> mean(kMelBands);
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const auto values = frameOf(logMel, frame);
        if (!audible.hears(values)) continue;
        // Welford's running sums: no loss by cancellation over hours.
        out.frames += 1;
        for (std::size_t band = 0; band < kMelBands; ++band) {
            const double value = std::max(values[band], audible.floor);
            const double before = value - mean[band];
            mean[band] += before / static_cast<double>(out.frames);
            squares[band] += before * (value - mean[band]);
        }
    }
    if (out.frames == 0) return out;
    for (double& square : squares) square = std::sqrt(square / static_cast<double>(out.frames));
    out.mean = std::move(mean);
    out.deviation = std::move(squares);
    return out;
}

double integratedLoudness(std::span<const float> audio, int sampleRate) {
    constexpr double kGate = -70.0;
    constexpr std::size_t kChunk = 4096;
    LoudnessMeter meter(1, sampleRate);
    AudioBuffer chunk(1, kChunk);
    float* pointer = chunk.channel(0).data();
    for (std::size_t at = 0; at < audio.size(); at += kChunk) {
        const auto piece = audio.subspan(at, std::min(kChunk, audio.size() - at));
        std::copy(piece.begin(), piece.end(), pointer);
        meter.add({&pointer, 1, piece.size()});
    }
    return std::max(kGate, meter.integrated());
}

}  // namespace arioso::dsp
