#include "tools/eval/measure/spurious_onsets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>

#include "dsp/audio_format.h"
#include "dsp/fft.h"
#include "dsp/stft.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {
namespace {

constexpr int kFft = 1024;
constexpr int kHop = 256;
constexpr int kLag = 2;  // frames: 12 ms
constexpr int kBandsPerOctave = 4;
constexpr double kLowestHz = 80.0;
constexpr double kRangeDb = 50.0;
constexpr double kReach = 0.06;
// An onset under a note that sounds already raises the level less than one out of silence.
constexpr double kThresholdShare = 0.4;
// Mean rise in dB below which breath and beating would count as onsets of a soft pad.
constexpr double kLeastThreshold = 0.75;
// Vibrato and beating make rises too: what the reference surpasses so rarely between its notes.
constexpr double kBetweenShare = 0.98;

/// Edges in bins of quarter-octave bands, at least one bin wide.
std::vector<std::size_t> bandEdges() {
    std::vector<std::size_t> edges;
    for (int i = 0;; ++i) {
        const double hertz = kLowestHz * std::exp2(static_cast<double>(i) / kBandsPerOctave);
        auto bin = static_cast<std::size_t>(std::lround(hertz * kFft / dsp::kSampleRate));
        if (!edges.empty()) bin = std::max(bin, edges.back() + 1);
        if (bin > kFft / 2) return edges;
        edges.push_back(bin);
    }
}

std::vector<std::vector<double>> bandLevels(std::span<const float> audio) {
    const auto edges = bandEdges();
    const auto window = dsp::hannWindow(kFft);
    dsp::RealFft fft(kFft);
    std::vector<float> frame(kFft);
    std::vector<std::complex<float>> spectrum(kFft / 2 + 1);
    std::vector<std::vector<double>> levels;
    double loudest = 1e-12;
    for (std::size_t centre = 0; centre < audio.size(); centre += kHop) {
        for (std::size_t i = 0; i < kFft; ++i) {
            const auto at = static_cast<std::int64_t>(centre + i) - kFft / 2;
            const bool inside = at >= 0 && at < static_cast<std::int64_t>(audio.size());
            frame[i] = inside ? window[i] * audio[static_cast<std::size_t>(at)] : 0.0F;
        }
        fft.forward(frame, spectrum);
        auto& bands = levels.emplace_back();
        for (std::size_t b = 0; b + 1 < edges.size(); ++b) {
            double power = 0.0;
            for (std::size_t k = edges[b]; k < edges[b + 1]; ++k) power += std::norm(spectrum[k]);
            bands.push_back(power);
            loudest = std::max(loudest, power);
        }
    }
    for (auto& bands : levels) {
        for (double& band : bands) {
            band = std::max(0.0, 10.0 * std::log10(band / loudest + 1e-12) + kRangeDb);
        }
    }
    return levels;
}

bool explained(double time, const PerformedPart& part) {
    return std::ranges::any_of(part.notes, [time](const PerformedNote& note) {
        return std::abs(note.onset - time) <= kReach || std::abs(note.offset - time) <= kReach;
    });
}

/// Places above `threshold` that no other within 30 ms surpasses: one onset gives one peak.
std::vector<std::size_t> peaksOf(const std::vector<double>& novelty, double threshold) {
    constexpr std::size_t kNeighbours = 5;
    std::vector<std::size_t> peaks;
    for (std::size_t t = 0; t < novelty.size(); ++t) {
        if (!(novelty[t] > threshold)) continue;
        bool highest = true;
        for (std::size_t k = t > kNeighbours ? t - kNeighbours : 0;
             k < std::min(novelty.size(), t + kNeighbours + 1); ++k) {
            if (novelty[k] > novelty[t] || (novelty[k] == novelty[t] && k < t)) highest = false;
        }
        if (highest) peaks.push_back(t);
    }
    return peaks;
}

}  // namespace

std::vector<double> novelty(std::span<const float> audio) {
    const auto levels = bandLevels(audio);
    std::vector<double> rise(levels.size());
    for (std::size_t t = 0; t < levels.size(); ++t) {
        double sum = 0.0;
        for (std::size_t b = 0; b < levels[t].size(); ++b) {
            const double before = t >= kLag ? levels[t - kLag][b] : 0.0;
            sum += std::max(0.0, levels[t][b] - before);
        }
        rise[t] = levels[t].empty() ? 0.0 : sum / static_cast<double>(levels[t].size());
    }
    return rise;
}

double onsetThreshold(const std::vector<double>& reference, const PerformedPart& part) {
    std::vector<double> onsets;
    for (const auto& note : part.notes) {
        const auto from = static_cast<std::int64_t>((note.onset - 0.02) / kNoveltyStep);
        const auto to = static_cast<std::int64_t>((note.onset + kReach) / kNoveltyStep);
        double peak = 0.0;
        for (auto t = std::max<std::int64_t>(from, 0);
             t <= to && t < static_cast<std::int64_t>(reference.size()); ++t) {
            peak = std::max(peak, reference[static_cast<std::size_t>(t)]);
        }
        onsets.push_back(peak);
    }
    std::vector<double> between;
    for (const std::size_t t : peaksOf(reference, kLeastThreshold)) {
        if (!explained(static_cast<double>(t) * kNoveltyStep, part))
            between.push_back(reference[t]);
    }
    double threshold = std::max(kLeastThreshold, kThresholdShare * quantile(onsets, 0.1));
    if (!between.empty()) threshold = std::max(threshold, quantile(between, kBetweenShare));
    return threshold;
}

std::vector<double> spuriousOnsets(const std::vector<double>& novelty, double threshold,
                                   const PerformedPart& part) {
    std::vector<double> found;
    for (const std::size_t t : peaksOf(novelty, threshold)) {
        const double time = static_cast<double>(t) * kNoveltyStep;
        if (!explained(time, part)) found.push_back(time);
    }
    return found;
}

}  // namespace arioso::eval
