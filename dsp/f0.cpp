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
constexpr double kEdgePeriodicity = 0.6;
constexpr double kLongestEdge = 0.03;  // seconds, about what the window reaches too far

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

/// Voicing and rough pitch of `count` frames of a signal at kAnalysisRate.
std::vector<double> roughTrack(std::span<const float> x, std::size_t count,
                               const F0Settings& settings) {
    F0Settings atRate = settings;
    atRate.sampleRate = kAnalysisRate;
    F0Candidates candidates(atRate);
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
    return bestPath(frames, settings.framePeriod);
}

/// The settings with a range around the median of a speaker's rough track.
F0Settings aroundMedian(const std::vector<double>& track, F0Settings settings) {
    std::vector<double> voiced;
    std::copy_if(track.begin(), track.end(), std::back_inserter(voiced),
                 [](double hz) { return hz > 0.0; });
    if (voiced.empty()) return settings;
    const auto middle = voiced.begin() + static_cast<std::ptrdiff_t>(voiced.size() / 2);
    std::nth_element(voiced.begin(), middle, voiced.end());
    settings.lowestHz = std::max(settings.lowestHz, *middle * std::exp2(-kSpeechOctavesDown));
    settings.highestHz = std::min(settings.highestHz, *middle * std::exp2(kSpeechOctavesUp));
    return settings;
}

/// The long window of the candidates sees a tone before it begins and after it is over; here the
/// two periods around each frame must resemble one another, or the frame leaves its tone's edge.
void trimEdges(std::span<const float> x, double framePeriod, std::vector<float>& hz) {
    const auto resembles = [&](std::size_t i) {
        const double seconds = static_cast<double>(i) * framePeriod;
        return localPeriodicity(x, kAnalysisRate, seconds, hz[i]) > kEdgePeriodicity;
    };
    const auto most = static_cast<std::size_t>(kLongestEdge / framePeriod);
    for (std::size_t first = 0; first < hz.size();) {
        std::size_t end = first;
        while (end < hz.size() && hz[end] > 0.0F) ++end;
        const std::size_t after = std::max(end, first + 1);
        for (std::size_t cut = 0; cut < most && first < end && !resembles(first); ++cut) {
            hz[first++] = 0.0F;
        }
        for (std::size_t cut = 0; cut < most && first < end && !resembles(end - 1); ++cut) {
            hz[--end] = 0.0F;
        }
        first = after;
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
    const std::size_t count =
        voiceFrameCount(signal.size(), settings.sampleRate, settings.framePeriod);
    std::vector<double> track = roughTrack(x, count, settings);
    if (settings.speech) track = roughTrack(x, count, aroundMedian(track, settings));

    std::vector<float> hz(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (track[i] == 0.0) continue;
        const double seconds = static_cast<double>(i) * settings.framePeriod;
        hz[i] = static_cast<float>(refineF0(x, kAnalysisRate, seconds, track[i]));
    }
    trimEdges(x, settings.framePeriod, hz);
    return hz;
}

}  // namespace arioso::dsp
