#include "src/features/chroma.h"

#include <algorithm>
#include <cmath>
#include <complex>

#include "dsp/fft.h"
#include "dsp/stft.h"

namespace arioso {
namespace {

constexpr int kRate = 44100;
constexpr int kLong = 8192;
constexpr int kLongHop = 4096;
constexpr int kShort = 2048;
constexpr int kShortHop = 1024;
constexpr double kLowest = 55.0;
constexpr double kHighest = 2100.0;
constexpr double kQuiet = 1e-3;  // of the loudest frame's level: 60 dB

/// Calls `visit` with the magnitudes of every frame.
template <class Visit>
void forFrames(std::span<const float> signal, int size, int hop, Visit&& visit) {
    dsp::RealFft fft(size);
    const std::vector<float> window = dsp::hannWindow(size);
    std::vector<float> frame(static_cast<std::size_t>(size));
    std::vector<std::complex<float>> bins(static_cast<std::size_t>(size / 2 + 1));
    std::vector<double> magnitudes(bins.size());
    for (std::size_t start = 0; start < signal.size(); start += static_cast<std::size_t>(hop)) {
        for (std::size_t i = 0; i < frame.size(); ++i)
            frame[i] = start + i < signal.size() ? signal[start + i] * window[i] : 0.0F;
        fft.forward(frame, bins);
        for (std::size_t i = 0; i < bins.size(); ++i) magnitudes[i] = std::abs(bins[i]);
        visit(magnitudes);
    }
}

/// Semitones from a harmonic down to its fundamental, and how much a peak counts for it (after
/// Gomez, "Tonal description of polyphonic audio", INFORMS Journal on Computing 18(3), 2006).
struct Harmonic {
    double below;
    double share;
};
constexpr std::array kHarmonics = {Harmonic{0.0, 1.0}, Harmonic{19.02, 0.36},
                                   Harmonic{27.86, 0.13}};

struct Peak {
    double pitch;  // MIDI, fractional, at A = 440 Hz
    double weight;
};

std::vector<Peak> peaksOf(const std::vector<double>& magnitudes) {
    std::vector<Peak> out;
    const double bin = static_cast<double>(kRate) / kLong;
    const auto first = static_cast<std::size_t>(kLowest / bin);
    const auto last = static_cast<std::size_t>(kHighest / bin);
    const double most = *std::max_element(magnitudes.begin() + static_cast<std::ptrdiff_t>(first),
                                          magnitudes.begin() + static_cast<std::ptrdiff_t>(last));
    for (std::size_t i = std::max<std::size_t>(1, first); i < last; ++i) {
        const double here = magnitudes[i];
        if (here < 0.01 * most || here <= magnitudes[i - 1] || here < magnitudes[i + 1]) continue;
        const double left = std::log(magnitudes[i - 1] + 1e-12);
        const double middle = std::log(here + 1e-12);
        const double right = std::log(magnitudes[i + 1] + 1e-12);
        const double bend = left - 2.0 * middle + right;
        const double shift = bend < 0.0 ? std::clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0.0;
        const double hz = (static_cast<double>(i) + shift) * bin;
        out.push_back({69.0 + 12.0 * std::log2(hz / 440.0), here});
    }
    return out;
}

}  // namespace

Chroma chromaOf(std::span<const float> signal) {
    Chroma out;
    out.seconds = static_cast<double>(kLongHop) / kRate;
    std::vector<std::vector<Peak>> peaks;
    std::vector<double> levels;
    std::complex<double> turn;
    forFrames(signal, kLong, kLongHop, [&](const std::vector<double>& magnitudes) {
        double power = 0.0;
        for (const double one : magnitudes) power += one * one;
        levels.push_back(std::sqrt(power));
        peaks.push_back(peaksOf(magnitudes));
        for (const Peak& peak : peaks.back())
            turn += std::polar(peak.weight, 2.0 * 3.141592653589793 * peak.pitch);
    });
    out.tuning = std::abs(turn) > 0.0 ? 100.0 * std::arg(turn) / (2.0 * 3.141592653589793) : 0.0;
    const double loudest = levels.empty() ? 0.0 : *std::max_element(levels.begin(), levels.end());
    double total = 0.0;
    for (std::size_t t = 0; t < peaks.size(); ++t) {
        std::array<double, 12> frame{};
        double sum = 0.0;
        const bool heard = levels[t] > kQuiet * loudest;
        for (const Peak& peak : peaks[t]) {
            if (!heard) break;
            // A peak may be a note, or the third or fifth harmonic of one below.
            for (const auto& [below, share] : kHarmonics) {
                const double pitch = peak.pitch - out.tuning / 100.0 - below;
                const auto nearest = static_cast<int>(std::lround(pitch));
                // Peaks between the keys belong to none of them.
                const double off = std::abs(pitch - nearest);
                const double weight =
                    share * std::sqrt(peak.weight) * std::max(0.0, 1.0 - 2.0 * off);
                frame[static_cast<std::size_t>(((nearest % 12) + 12) % 12)] += weight;
                sum += weight;
            }
        }
        for (std::size_t p = 0; p < 12 && sum > 0.0; ++p) {
            frame[p] /= sum;
            out.mean[p] += std::sqrt(levels[t]) * frame[p];
            total += std::sqrt(levels[t]) * frame[p];
        }
        out.frames.push_back(frame);
    }
    for (double& one : out.mean) one = total > 0.0 ? one / total : 0.0;
    return out;
}

Timbre timbreOf(std::span<const float> signal) {
    Timbre out;
    const double bin = static_cast<double>(kRate) / kShort;
    struct Frame {
        double level;
        double centroid;
        double rolloff;
        double flatness;
    };
    std::vector<Frame> frames;
    double loudest = 0.0;
    forFrames(signal, kShort, kShortHop, [&](const std::vector<double>& magnitudes) {
        double sum = 0.0;
        double moment = 0.0;
        double power = 0.0;
        double logs = 0.0;
        for (std::size_t i = 1; i < magnitudes.size(); ++i) {
            const double square = magnitudes[i] * magnitudes[i];
            sum += magnitudes[i];
            moment += magnitudes[i] * static_cast<double>(i) * bin;
            power += square;
            logs += std::log(square + 1e-12);
        }
        const auto bins = static_cast<double>(magnitudes.size() - 1);
        Frame frame{std::sqrt(power), 0.0, 0.0, 0.0};
        if (sum > 0.0) {
            frame.centroid = moment / sum;
            frame.flatness = std::exp(logs / bins) / (power / bins + 1e-12);
            double below = 0.0;
            for (std::size_t i = 1; i < magnitudes.size(); ++i) {
                below += magnitudes[i] * magnitudes[i];
                if (below < 0.85 * power) continue;
                frame.rolloff = static_cast<double>(i) * bin;
                break;
            }
        }
        loudest = std::max(loudest, frame.level);
        frames.push_back(frame);
    });
    double count = 0.0;
    double squares = 0.0;
    for (const Frame& frame : frames) {
        if (frame.level <= kQuiet * loudest) continue;
        count += 1.0;
        out.centroid += frame.centroid;
        squares += frame.centroid * frame.centroid;
        out.rolloff += frame.rolloff;
        out.flatness += std::min(1.0, frame.flatness);
    }
    if (count == 0.0) return {};
    out.centroid /= count;
    out.rolloff /= count;
    out.flatness /= count;
    out.centroidDeviation = std::sqrt(std::max(0.0, squares / count - out.centroid * out.centroid));
    return out;
}

}  // namespace arioso
