#include "src/likeness/audio_row.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "models/ridge.h"

namespace arioso {
namespace {

/// Shares of the times between onsets, by octaves from 1/16 s on.
std::array<double, 7> timesBetween(const std::vector<double>& onsets) {
    std::array<double, 7> out{};
    for (std::size_t i = 1; i < onsets.size(); ++i) {
        const double octave = std::log2(std::max(onsets[i] - onsets[i - 1], 1e-3) * 16.0);
        out[static_cast<std::size_t>(std::clamp(octave, 0.0, 6.0))] +=
            1.0 / static_cast<double>(onsets.size() - 1);
    }
    return out;
}

/// Onset strength against itself, so many eighths of a beat later.
std::array<double, 16> pulse(const AudioFeatures& f) {
    std::array<double, 16> out{};
    const std::vector<float>& x = f.onsetStrength;
    const double whole = std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
    if (f.tempo <= 0.0 || whole <= 0.0) return out;
    const double eighth = 60.0 / f.tempo / f.hopSeconds / 8.0;
    for (std::size_t k = 0; k < out.size(); ++k) {
        const auto lag =
            static_cast<std::size_t>(std::lround(eighth * 2.0 * static_cast<double>(k + 1)));
        if (lag < x.size())
            out[k] = std::inner_product(x.begin() + static_cast<std::ptrdiff_t>(lag), x.end(),
                                        x.begin(), 0.0) /
                     whole;
    }
    return out;
}

/// How fast the harmony moves: distances of chroma frames so many seconds apart.
double chromaMotion(const AudioFeatures& f, double seconds) {
    if (f.chromaSeconds <= 0.0) return 0.0;
    const auto apart =
        static_cast<std::size_t>(std::max<long>(1, std::lround(seconds / f.chromaSeconds)));
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = apart; i < f.chromaFrames.size(); ++i) {
        double square = 0.0;
        for (std::size_t c = 0; c < 12; ++c) {
            const double step = f.chromaFrames[i][c] - f.chromaFrames[i - apart][c];
            square += step * step;
        }
        sum += std::sqrt(square);
        ++count;
    }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

double chromaEntropy(const AudioFeatures& f) {
    double sum = 0.0;
    std::size_t count = 0;
    for (const auto& frame : f.chromaFrames) {
        if (std::accumulate(frame.begin(), frame.end(), 0.0) <= 0.0) continue;
        sum += entropyBits(frame.data(), 12);
        ++count;
    }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

void addTune(const AudioFeatures& f, FeatureRow& row) {
    std::vector<double> pitches;
    for (const float hertz : f.f0)
        if (hertz > 0.0F) pitches.push_back(69.0 + 12.0 * std::log2(hertz / 440.0F));
    std::ranges::sort(pitches);
    const auto at = [&](double share) {
        return pitches.empty() ? models::kUnknown
                               : pitches[static_cast<std::size_t>(
                                     share * static_cast<double>(pitches.size() - 1))];
    };
    row.add("pitch", at(0.5));
    row.add("pitch_range", at(0.9) - at(0.1));
    row.add("voiced", f.voiced);
    std::array<double, 13> steps{};
    for (std::size_t i = 1; i < f.tones.size(); ++i) {
        const int step = std::clamp(f.tones[i].pitch - f.tones[i - 1].pitch, -6, 6);
        steps[static_cast<std::size_t>(step + 6)] += 1.0 / static_cast<double>(f.tones.size() - 1);
    }
    row.add("step", steps);
}

}  // namespace

FeatureRow audioRow(const AudioFeatures& f) {
    FeatureRow row;
    row.add("tempo", f.tempo > 0.0 ? std::log2(f.tempo) : models::kUnknown);
    row.add("tempo_strength", f.tempoStrength);
    row.add("onsets_a_second",
            std::log2(1.0 + static_cast<double>(f.onsets.size()) / std::max(0.1, f.seconds)));
    row.add("between", timesBetween(f.onsets));
    row.add("pulse", pulse(f));
    row.add("loudness_range", f.loudnessRange);
    row.add("crest", f.truePeak - f.rms);
    std::array<double, 12> chroma{};
    for (std::size_t i = 0; i < 12; ++i)
        chroma[i] = f.chroma[(i + static_cast<std::size_t>(f.key.tonic)) % 12];
    row.add("chroma", chroma);
    row.add("minor", f.key.minor ? 1.0 : 0.0);
    row.add("key_clarity", f.key.correlation);
    row.add("key_margin", f.key.margin);
    row.add("chroma_entropy", chromaEntropy(f));
    for (const double seconds : {0.25, 0.5, 1.0, 2.0, 4.0})
        row.add("chroma_motion_" + std::to_string(static_cast<int>(seconds * 1000.0)),
                chromaMotion(f, seconds));
    row.add("centroid", std::log2(std::max(20.0, f.centroid)));
    row.add("centroid_deviation", std::log2(std::max(20.0, f.centroidDeviation)));
    row.add("rolloff", std::log2(std::max(20.0, f.rolloff)));
    row.add("flatness", std::log10(std::max(1e-8, f.flatness)));
    addTune(f, row);
    return row;
}

}  // namespace arioso
