#include "tools/eval/measure/note_measures.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>

#include "dsp/audio_format.h"
#include "dsp/fft.h"
#include "dsp/stft.h"
#include "tools/eval/measure/note_envelope.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kClearRise = 2.0;    // 6 dB
constexpr double kOnsetReach = 0.15;  // the onset belongs to the rise of the first 150 ms
constexpr double kLongestShift = 0.08;
constexpr double kShapeRangeDb = 30.0;  // what lies further below the peak is silence
constexpr double kAudibleDb = 50.0;     // partials further below the strongest do not count
constexpr double kMissingDb = 12.0;
constexpr int kPartials = 8;
constexpr int kPartialFft = 4096;

/// Time at which the envelope last crosses `level` upwards before index `peak`.
double crossingBefore(const NoteEnvelope& envelope, std::size_t peak, double level) {
    for (std::size_t i = peak; i > 0; --i) {
        const double above = envelope.level[i];
        const double below = envelope.level[i - 1];
        if (below < level && above >= level) {
            return envelope.timeOf(i - 1) + (level - below) / (above - below) * envelope.step;
        }
    }
    return kNone;
}

void measureRise(std::span<const float> audio, const NoteSite& site, NoteMeasure& out) {
    const auto envelope = noteEnvelope(audio, site.rise.from, site.rise.to, site.frequency);
    const auto begin = envelope.level.begin();
    const auto at = [&](double seconds) {
        return begin + static_cast<std::ptrdiff_t>(envelope.indexAt(seconds));
    };
    const double floor = *std::min_element(begin, at(site.onset) + 1);
    const auto early = std::max_element(at(site.onset - 0.03), at(site.onset + kOnsetReach) + 1);
    if (*early < kClearRise * floor || *early <= 0.0F) return;
    out.onset = crossingBefore(envelope, static_cast<std::size_t>(early - begin),
                               floor + 0.5 * (*early - floor));
    const auto peak = std::max_element(at(site.onset - 0.03), envelope.level.end());
    const auto peakIndex = static_cast<std::size_t>(peak - begin);
    const double low = crossingBefore(envelope, peakIndex, floor + 0.1 * (*peak - floor));
    const double high = crossingBefore(envelope, peakIndex, floor + 0.9 * (*peak - floor));
    if (high > low) out.attack = high - low;
}

void measureFall(std::span<const float> audio, const NoteSite& site, NoteMeasure& out) {
    const auto envelope = noteEnvelope(audio, site.fall.from, site.fall.to, site.frequency);
    const double peak = std::ranges::max(envelope.level);
    if (peak <= 0.0) return;
    double n = 0.0;
    double sumT = 0.0;
    double sumL = 0.0;
    double sumTt = 0.0;
    double sumTl = 0.0;
    for (std::size_t i = 0; i < envelope.level.size(); ++i) {
        // Beyond 50 dB below the peak lies the noise floor, which does not fall.
        if (envelope.level[i] < peak * 0.00316) break;
        const double t = static_cast<double>(i) * envelope.step;
        const double level = 20.0 * std::log10(static_cast<double>(envelope.level[i]));
        n += 1.0;
        sumT += t;
        sumL += level;
        sumTt += t * t;
        sumTl += t * level;
    }
    const double spread = n * sumTt - sumT * sumT;
    if (n >= 4.0 && spread > 0.0) out.fallDbPerSecond = -(n * sumTl - sumT * sumL) / spread;
}

/// Levels in dB below the peak of the middle part, cut off at kShapeRangeDb; empty without a rise.
std::vector<double> riseShape(const NoteEnvelope& envelope, std::size_t margin) {
    if (envelope.level.size() <= 2 * margin + 2) return {};
    const auto begin = envelope.level.begin() + static_cast<std::ptrdiff_t>(margin);
    const auto end = envelope.level.end() - static_cast<std::ptrdiff_t>(margin);
    const double peak = *std::max_element(begin, end);
    const double floor = *std::min_element(begin, end);
    if (peak <= 0.0 || peak < kClearRise * floor) return {};
    std::vector<double> shape;
    for (const float level : envelope.level) {
        const double ratio = std::max(static_cast<double>(level) / peak, 1e-9);
        shape.push_back(std::clamp(20.0 * std::log10(ratio), -kShapeRangeDb, 0.0));
    }
    return shape;
}

}  // namespace

NoteEnvelope riseEnvelope(std::span<const float> audio, const NoteSite& site) {
    if (site.rise.empty()) return {};
    return noteEnvelope(audio, site.rise.from - kLongestShift, site.rise.to + kLongestShift,
                        site.frequency);
}

double riseShift(const NoteEnvelope& heard, const NoteEnvelope& reference) {
    if (heard.level.size() != reference.level.size() || heard.level.empty()) return kNone;
    const auto margin = static_cast<std::size_t>(kLongestShift / reference.step);
    const auto moved = riseShape(heard, margin);
    const auto fixed = riseShape(reference, margin);
    if (moved.empty() || fixed.empty()) return kNone;
    std::vector<double> distance(2 * margin + 1);
    for (std::size_t shift = 0; shift < distance.size(); ++shift) {
        for (std::size_t i = margin; i + margin < fixed.size(); ++i) {
            const double difference = moved[i + shift - margin] - fixed[i];
            distance[shift] += difference * difference;
        }
    }
    const auto best =
        static_cast<std::size_t>(std::ranges::min_element(distance) - distance.begin());
    double place = static_cast<double>(best) - static_cast<double>(margin);
    if (best > 0 && best + 1 < distance.size()) {
        const double curvature = distance[best - 1] - 2.0 * distance[best] + distance[best + 1];
        if (curvature > 0.0) place += 0.5 * (distance[best - 1] - distance[best + 1]) / curvature;
    }
    return place * reference.step;
}

NoteMeasure measureNote(std::span<const float> audio, const NoteSite& site) {
    NoteMeasure out{kNone, kNone, kNone};
    if (!site.rise.empty()) measureRise(audio, site, out);
    if (!site.fall.empty()) measureFall(audio, site, out);
    return out;
}

std::vector<double> partialLevels(std::span<const float> audio, const NoteSite& site) {
    const auto begin =
        static_cast<std::int64_t>(std::llround((site.onset + 0.01) * dsp::kSampleRate));
    const auto sample = [&](std::int64_t i) {
        const bool inside = i >= 0 && i < static_cast<std::int64_t>(audio.size());
        return inside ? audio[static_cast<std::size_t>(i)] : 0.0F;
    };
    const auto decibels = [](double power) { return 10.0 * std::log10(power + 1e-12); };
    if (site.frequency <= 0.0) {
        double power = 0.0;
        for (std::int64_t i = -441; i < 1764; ++i) {
            const double value = sample(begin + i);
            power += value * value;
        }
        return {decibels(power)};
    }
    static const std::vector<float> window = dsp::hannWindow(kPartialFft);
    dsp::RealFft fft(kPartialFft);
    std::vector<float> frame(kPartialFft);
    for (int i = 0; i < kPartialFft; ++i) {
        frame[static_cast<std::size_t>(i)] =
            window[static_cast<std::size_t>(i)] * sample(begin + i);
    }
    std::vector<std::complex<float>> spectrum(kPartialFft / 2 + 1);
    fft.forward(frame, spectrum);
    std::vector<double> levels;
    constexpr double kBinHz = static_cast<double>(dsp::kSampleRate) / kPartialFft;
    for (int k = 1; k <= kPartials; ++k) {
        const double bin = k * site.frequency / kBinHz;
        if (bin > kPartialFft / 2.0 - 4.0) break;
        // A quarter tone either side, so that bends and stretched partials still count.
        const auto low = static_cast<std::size_t>(std::floor(bin * 0.971));
        const auto high = static_cast<std::size_t>(std::ceil(bin * 1.029));
        double strongest = 0.0;
        for (std::size_t b = low; b <= high && b < spectrum.size(); ++b) {
            strongest = std::max(strongest, static_cast<double>(std::norm(spectrum[b])));
        }
        levels.push_back(decibels(strongest));
    }
    return levels;
}

bool isMissing(const std::vector<double>& levels, const std::vector<double>& reference) {
    if (reference.empty()) return false;
    const double strongest = std::ranges::max(reference);
    std::vector<double> differences;
    for (std::size_t i = 0; i < std::min(levels.size(), reference.size()); ++i) {
        if (reference[i] > strongest - kAudibleDb) differences.push_back(levels[i] - reference[i]);
    }
    return median(differences) < -kMissingDb;
}

}  // namespace arioso::eval
