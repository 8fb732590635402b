#include "dsp/f0.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>

#include "dsp/error.h"
#include "dsp/f0_candidates.h"
#include "dsp/f0_refinement.h"
#include "dsp/resampler.h"

namespace arioso::dsp {

namespace {

constexpr int kAnalysisRate = 11025;  // enough for six harmonics of 800 Hz
// Costs of Boersma 1993, made for frames of 10 ms.
constexpr double kOctaveCost = 0.01;
constexpr double kOctaveJumpCost = 0.35;
constexpr double kVoicingCost = 0.14;
constexpr double kCostPeriod = 0.01;
constexpr double kSpeechOctavesDown = 0.85;
constexpr double kSpeechOctavesUp = 1.6;

void check(const F0Settings& settings) {
    const bool sound = settings.sampleRate > 0 && settings.framePeriod > 0.0 &&
                       settings.lowestHz >= 20.0 && settings.highestHz > settings.lowestHz &&
                       settings.highestHz <= 2000.0;
    if (!sound) {
        throw Error(ExitCode::Processing,
                    "F0 analysis: expected a rate and a frame period above zero and a range within "
                    "20 … 2000 Hz, found " +
                        std::to_string(settings.sampleRate) + " Hz, " +
                        std::to_string(settings.framePeriod) + " s, " +
                        std::to_string(settings.lowestHz) + " … " +
                        std::to_string(settings.highestHz) + " Hz");
    }
}

std::vector<float> atAnalysisRate(std::span<const float> signal, int sampleRate) {
    AudioBuffer buffer(1, signal.size());
    std::copy(signal.begin(), signal.end(), buffer.channel(0).begin());
    const AudioBuffer out = resample(buffer, sampleRate, kAnalysisRate);
    return {out.channel(0).begin(), out.channel(0).end()};
}

/// One state of the path: a candidate of a frame, or unvoiced (hz = 0).
struct State {
    double hz = 0.0;
    double reward = 0.0;
    double best = 0.0;
    std::size_t from = 0;
};

double transitionCost(double from, double to) {
    if (from == 0.0 && to == 0.0) return 0.0;
    if (from == 0.0 || to == 0.0) return kVoicingCost;
    return kOctaveJumpCost * std::abs(std::log2(from / to));
}

/// The most rewarding path through all frames (Viterbi); 0 = unvoiced.
std::vector<double> bestPath(std::vector<std::vector<State>>& frames, double framePeriod) {
    const double costs = kCostPeriod / framePeriod;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        for (State& state : frames[i]) {
            state.best = i == 0 ? 0.0 : -std::numeric_limits<double>::infinity();
            for (std::size_t j = 0; i > 0 && j < frames[i - 1].size(); ++j) {
                const State& previous = frames[i - 1][j];
                const double value = previous.best - costs * transitionCost(previous.hz, state.hz);
                if (value > state.best) {
                    state.best = value;
                    state.from = j;
                }
            }
            state.best += state.reward;
        }
    }
    std::vector<double> path(frames.size());
    if (frames.empty()) return path;
    const auto& last = frames.back();
    auto at = static_cast<std::size_t>(
        std::max_element(last.begin(), last.end(),
                         [](const State& a, const State& b) { return a.best < b.best; }) -
        last.begin());
    for (std::size_t i = frames.size(); i-- > 0;) {
        path[i] = frames[i][at].hz;
        at = frames[i][at].from;
    }
    return path;
}

/// Takes away the candidates that are far from the median of `path`.
void keepNearMedian(const std::vector<double>& path, std::vector<std::vector<State>>& frames) {
    std::vector<double> voiced;
    std::copy_if(path.begin(), path.end(), std::back_inserter(voiced),
                 [](double hz) { return hz > 0.0; });
    if (voiced.empty()) return;
    const auto middle = voiced.begin() + static_cast<std::ptrdiff_t>(voiced.size() / 2);
    std::nth_element(voiced.begin(), middle, voiced.end());
    const double lowest = *middle * std::exp2(-kSpeechOctavesDown);
    const double highest = *middle * std::exp2(kSpeechOctavesUp);
    for (auto& frame : frames) {
        std::erase_if(frame, [&](const State& state) {
            return state.hz != 0.0 && (state.hz < lowest || state.hz > highest);
        });
    }
}

}  // namespace

std::size_t voiceFrameCount(std::size_t samples, int sampleRate, double framePeriod) {
    if (samples == 0) return 0;
    const double seconds = static_cast<double>(samples - 1) / sampleRate;
    // A hair more, so that a frame on the last sample is not lost to rounding.
    return static_cast<std::size_t>(seconds / framePeriod + 1e-9) + 1;
}

std::vector<float> estimateF0(std::span<const float> signal, const F0Settings& settings) {
    check(settings);
    const std::vector<float> x = atAnalysisRate(signal, settings.sampleRate);
    F0Settings coarse = settings;
    coarse.sampleRate = kAnalysisRate;
    F0Candidates candidates(coarse);

    const std::size_t count =
        voiceFrameCount(signal.size(), settings.sampleRate, settings.framePeriod);
    std::vector<std::vector<State>> frames(count);
    std::vector<double> peaks(count);
    std::vector<F0Candidate> found;
    double loudest = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        candidates.find(x, static_cast<double>(i) * settings.framePeriod, found);
        peaks[i] = candidates.peak();
        loudest = std::max(loudest, peaks[i]);
        frames[i].push_back({});
        for (const F0Candidate& candidate : found) {
            const double octaves = std::log2(candidate.hz / settings.highestHz);
            frames[i].push_back({candidate.hz, candidate.strength + kOctaveCost * octaves, 0.0, 0});
        }
    }
    const double audible = settings.silenceThreshold / (1.0 + settings.voicingThreshold);
    for (std::size_t i = 0; i < count; ++i) {
        const double level = loudest > 0.0 ? peaks[i] / loudest : 0.0;
        frames[i][0].reward = settings.voicingThreshold + std::max(0.0, 2.0 - level / audible);
    }
    std::vector<double> path = bestPath(frames, settings.framePeriod);
    if (settings.speech) {
        keepNearMedian(path, frames);
        path = bestPath(frames, settings.framePeriod);
    }

    std::vector<float> hz(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (path[i] == 0.0) continue;
        const double seconds = static_cast<double>(i) * settings.framePeriod;
        hz[i] = static_cast<float>(refineF0(x, kAnalysisRate, seconds, path[i]));
    }
    return hz;
}

}  // namespace arioso::dsp
