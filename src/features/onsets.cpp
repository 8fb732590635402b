#include "src/features/onsets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "dsp/audio_format.h"
#include "dsp/mel.h"

namespace arioso {
namespace {

constexpr int kRate = 44100;
constexpr double kHopSeconds = static_cast<double>(dsp::kHop) / kRate;
constexpr std::size_t kLag = 2;         // frames
constexpr float kDepth = 6.9F;          // nepers below the loudest band that still count: 60 dB
constexpr double kPeakOverMean = 0.08;  // of the largest strength
constexpr std::size_t kPeakReach = 3;   // frames to either side that a peak must exceed
constexpr std::size_t kMeanReach = 12;  // frames of the moving mean
constexpr std::size_t kLeastGap = 4;    // frames between onsets

std::vector<float> logMel(std::span<const float> signal, std::size_t frames) {
    dsp::MelAnalyser mel;
    std::vector<float> out(frames * dsp::kMelBands);
    constexpr std::size_t kBlock = 512;
    for (std::size_t at = 0; at < frames; at += kBlock) {
        const std::size_t count = std::min(kBlock, frames - at);
        mel.analyse(signal, 0, static_cast<std::int64_t>(at), static_cast<std::int64_t>(count),
                    std::span(out).subspan(at * dsp::kMelBands, count * dsp::kMelBands));
    }
    return out;
}

/// Where the level rises most within a reach of a time, in seconds.
double steepest(std::span<const float> signal, double seconds) {
    constexpr int kStep = 32;     // samples
    constexpr int kWindow = 256;  // samples on either side
    constexpr double kBefore = 0.030;
    constexpr double kBehind = 0.045;
    const auto length = static_cast<std::int64_t>(signal.size());
    const auto from = static_cast<std::int64_t>((seconds - kBefore) * kRate);
    const auto until = static_cast<std::int64_t>((seconds + kBehind) * kRate);
    double best = -1e30;
    double place = seconds;
    for (std::int64_t at = std::max<std::int64_t>(0, from); at <= std::min(until, length);
         at += kStep) {
        double before = 1e-9;
        double behind = 1e-9;
        for (std::int64_t i = std::max<std::int64_t>(0, at - kWindow); i < at; ++i)
            before += signal[static_cast<std::size_t>(i)] * signal[static_cast<std::size_t>(i)];
        for (std::int64_t i = at; i < std::min(length, at + kWindow); ++i)
            behind += signal[static_cast<std::size_t>(i)] * signal[static_cast<std::size_t>(i)];
        // Rise in level, and in power, so that the end of silence alone is none.
        const double rise = std::log(behind / before) + std::log(behind + 1e-6);
        if (rise <= best) continue;
        best = rise;
        place = static_cast<double>(at) / kRate;
    }
    return place;
}

/// Whether the level falls there: what breaks off splashes over the spectrum as a beginning does.
bool breaksOff(std::span<const float> signal, double seconds) {
    constexpr double kFar = 0.035;
    constexpr double kNear = 0.015;
    constexpr double kFall = 0.25;  // of the power
    const auto power = [&](double from, double until) {
        double sum = 0.0;
        const auto first = std::max(0.0, from * kRate);
        const auto last = std::clamp(until * kRate, 0.0, static_cast<double>(signal.size()));
        for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(last); ++i)
            sum += signal[i] * signal[i];
        return sum;
    };
    return power(seconds + kNear, seconds + kFar) < kFall * power(seconds - kFar, seconds - kNear);
}

/// Autocorrelation at a lag, by that at none; from 0 on.
std::vector<double> autocorrelation(const std::vector<double>& values, std::size_t most) {
    std::vector<double> out(most + 1, 0.0);
    for (std::size_t lag = 0; lag <= most && lag < values.size(); ++lag) {
        double sum = 0.0;
        for (std::size_t i = lag; i < values.size(); ++i) sum += values[i] * values[i - lag];
        out[lag] = sum;
    }
    const double power = out[0];
    for (double& one : out) one = power > 0.0 ? one / power : 0.0;
    return out;
}

/// Ellis's dynamic programming: beats on strong onsets, a period apart.
std::vector<std::size_t> beatFrames(const std::vector<double>& strength, double period) {
    constexpr double kTightness = 100.0;
    const std::size_t n = strength.size();
    std::vector<double> score(n);
    std::vector<std::ptrdiff_t> from(n, -1);
    const auto nearest = static_cast<std::size_t>(std::max(1.0, std::floor(period / 2.0)));
    const auto farthest = static_cast<std::size_t>(std::ceil(2.0 * period));
    for (std::size_t t = 0; t < n; ++t) {
        score[t] = strength[t];
        double best = 0.0;
        for (std::size_t back = nearest; back <= farthest && back <= t; ++back) {
            const double miss = std::log(static_cast<double>(back) / period);
            const double value = score[t - back] - kTightness * miss * miss;
            if (value <= best) continue;
            best = value;
            from[t] = static_cast<std::ptrdiff_t>(t - back);
        }
        score[t] += best;
    }
    if (n == 0) return {};
    const std::size_t last = n - std::min(n, static_cast<std::size_t>(std::ceil(period)) + 1);
    auto place = std::max_element(score.begin() + static_cast<std::ptrdiff_t>(last), score.end()) -
                 score.begin();
    std::vector<std::size_t> out;
    for (; place >= 0; place = from[static_cast<std::size_t>(place)])
        out.push_back(static_cast<std::size_t>(place));
    std::reverse(out.begin(), out.end());
    // Beats that are only continued into silence at either end are none.
    double mean = 0.0;
    for (const std::size_t frame : out) mean += strength[frame] / static_cast<double>(out.size());
    const auto weak = [&](std::size_t frame) { return strength[frame] < 0.1 * mean; };
    while (!out.empty() && weak(out.back())) out.pop_back();
    while (!out.empty() && weak(out.front())) out.erase(out.begin());
    return out;
}

/// Slope of times over their numbers.
double meanInterval(const std::vector<double>& times) {
    const auto n = static_cast<double>(times.size());
    double sumT = 0.0;
    double sumX = 0.0;
    double both = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto x = static_cast<double>(i);
        sumT += times[i];
        sumX += x;
        both += x * times[i];
        squares += x * x;
    }
    return (n * both - sumX * sumT) / (n * squares - sumX * sumX);
}

}  // namespace

std::vector<float> onsetStrength(std::span<const float> signal) {
    const std::size_t frames = signal.size() / dsp::kHop + 1;
    std::vector<float> mel = logMel(signal, frames);
    const float top = *std::max_element(mel.begin(), mel.end());
    if (top < std::log(dsp::kLogFloor) + 1.0F) return std::vector<float>(frames, 0.0F);
    for (float& one : mel) one = std::max(one, top - kDepth);
    constexpr std::size_t kBands = dsp::kMelBands;
    std::vector<float> out(frames, 0.0F);
    // Before the beginning it was silent.
    const auto at = [&](std::ptrdiff_t frame, std::size_t band) {
        return frame < 0 ? top - kDepth : mel[static_cast<std::size_t>(frame) * kBands + band];
    };
    for (std::size_t t = 0; t < frames; ++t) {
        const auto now = static_cast<std::ptrdiff_t>(t);
        const std::ptrdiff_t before = now - static_cast<std::ptrdiff_t>(kLag);
        float sum = 0.0F;
        for (std::size_t b = 0; b < kBands; ++b) {
            float most = at(before, b);
            if (b > 0) most = std::max(most, at(before, b - 1));
            if (b + 1 < kBands) most = std::max(most, at(before, b + 1));
            sum += std::max(0.0F, at(now, b) - most);
        }
        out[t] = sum / kBands;
    }
    const float largest = *std::max_element(out.begin(), out.end());
    // What rises by less than a decibel over all bands is no onset but the drift of a tone.
    for (float& one : out) one = largest > 0.05F ? one / largest : 0.0F;
    return out;
}

std::vector<double> pickOnsets(std::span<const float> strength, std::span<const float> signal) {
    std::vector<double> out;
    std::size_t last = 0;
    for (std::size_t t = 0; t < strength.size(); ++t) {
        const std::size_t from = t - std::min(t, kPeakReach);
        const std::size_t until = std::min(strength.size(), t + kPeakReach + 1);
        const float most = *std::max_element(strength.begin() + static_cast<std::ptrdiff_t>(from),
                                             strength.begin() + static_cast<std::ptrdiff_t>(until));
        if (strength[t] < most) continue;
        const std::size_t wideFrom = t - std::min(t, kMeanReach);
        const std::size_t wideUntil = std::min(strength.size(), t + kMeanReach + 1);
        const double mean =
            std::accumulate(strength.begin() + static_cast<std::ptrdiff_t>(wideFrom),
                            strength.begin() + static_cast<std::ptrdiff_t>(wideUntil), 0.0) /
            static_cast<double>(wideUntil - wideFrom);
        if (strength[t] < mean + kPeakOverMean) continue;
        if (!out.empty() && t - last < kLeastGap) continue;
        if (breaksOff(signal, static_cast<double>(t) * kHopSeconds)) continue;
        last = t;
        const double time = steepest(signal, static_cast<double>(t) * kHopSeconds);
        if (out.empty() || time - out.back() > 0.02) out.push_back(time);
    }
    return out;
}

BeatTrack trackBeats(std::span<const float> strength) {
    BeatTrack out;
    constexpr double kSlowest = 30.0;
    constexpr double kFastest = 300.0;
    constexpr double kUsual = 120.0;
    constexpr double kOctaves = 0.9;  // deviation of the usual tempo
    const auto longest = static_cast<std::size_t>(60.0 / kSlowest / kHopSeconds);
    if (strength.size() < longest) return out;
    // A little blur, so that onsets a frame apart meet.
    std::vector<double> values(strength.size());
    double mean = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 0.5 * strength[i];
        if (i > 0) values[i] += 0.25 * strength[i - 1];
        if (i + 1 < values.size()) values[i] += 0.25 * strength[i + 1];
        mean += values[i] / static_cast<double>(values.size());
    }
    double power = 0.0;
    for (double& one : values) {
        one -= mean;
        power += one * one;
    }
    if (power <= 1e-9) return out;
    const std::vector<double> correlation = autocorrelation(values, longest + 2);
    std::size_t best = 0;
    double most = 0.0;
    for (auto lag = static_cast<std::size_t>(60.0 / kFastest / kHopSeconds); lag <= longest;
         ++lag) {
        const double tempo = 60.0 / (static_cast<double>(lag) * kHopSeconds);
        const double octaves = std::log2(tempo / kUsual) / kOctaves;
        const double value = correlation[lag] * std::exp(-0.5 * octaves * octaves);
        const bool peak =
            correlation[lag] >= correlation[lag - 1] && correlation[lag] >= correlation[lag + 1];
        if (!peak || value <= most) continue;
        most = value;
        best = lag;
    }
    if (best == 0) return out;
    out.strength = correlation[best];
    const double left = correlation[best - 1];
    const double right = correlation[best + 1];
    const double bend = left - 2.0 * correlation[best] + right;
    const double period =
        static_cast<double>(best) + (bend < 0.0 ? 0.5 * (left - right) / bend : 0.0);
    const double deviation = std::sqrt(power / static_cast<double>(values.size()));
    for (double& one : values) one = std::max(0.0, one / deviation);
    for (const std::size_t frame : beatFrames(values, period))
        out.beats.push_back(static_cast<double>(frame) * kHopSeconds);
    out.tempo = 60.0 / (period * kHopSeconds);
    if (out.beats.size() >= 8) {
        // Beats that keep their distance tell the tempo better than the autocorrelation's lag.
        const double exact = 60.0 / meanInterval(out.beats);
        if (std::abs(exact / out.tempo - 1.0) < 0.04) out.tempo = exact;
    }
    return out;
}

}  // namespace arioso
