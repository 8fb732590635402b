#include "dsp/impulse_response.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "dsp/audio_format.h"
#include "dsp/error.h"
#include "dsp/philox.h"
#include "dsp/stft.h"

namespace arioso::dsp {

namespace {

constexpr std::uint64_t kReflectionStream = 100;
constexpr double kAudibleDb = 75.0;  // the response ends this far down
constexpr double kLowCutHz = 70.0;   // below that a space only booms

/// Reverberation time by frequency: straight lines between the three figures on log-log paper, the
/// upper one going on beyond 8 kHz as air absorption does.
double t60At(const ReverbSpace& space, double hz) {
    const double octaves = std::log2(std::max(hz, 125.0) / 1000.0);
    const double end = octaves < 0.0 ? space.t60Low : space.t60High;
    return space.t60Mid * std::pow(end / space.t60Mid, std::abs(octaves) / 3.0);
}

/// White noise that dies away in each bin at that bin's own rate.
std::vector<float> decayingNoise(const ReverbSpace& space, std::uint64_t seed, int channel,
                                 std::size_t samples) {
    const Philox random(seed, static_cast<std::uint64_t>(channel));
    const std::int64_t frames = framesFor(static_cast<long>(samples)) + kFftSize / kHop;
    std::vector<float> noise(static_cast<std::size_t>(frames) * kHop);
    for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = random.normal(i);

    std::vector<double> rate(kBins);
    std::vector<float> cut(kBins);
    for (int bin = 0; bin < kBins; ++bin) {
        const double hz = static_cast<double>(bin) * kSampleRate / kFftSize;
        const double lows = hz / kLowCutHz * (hz / kLowCutHz);
        rate[static_cast<std::size_t>(bin)] = -std::log(1000.0) / t60At(space, hz);
        cut[static_cast<std::size_t>(bin)] = static_cast<float>(lows / (1.0 + lows));
    }
    Stft stft;
    Istft istft;
    std::vector<std::complex<float>> bins(kBins);
    std::vector<float> hop(kHop);
    std::vector<float> out(samples);
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        stft.analyse(noise, 0, frame, 1, bins);
        const double seconds = static_cast<double>(frame * kHop) / kSampleRate;
        for (std::size_t bin = 0; bin < bins.size(); ++bin) {
            bins[bin] *= cut[bin] * static_cast<float>(std::exp(rate[bin] * seconds));
        }
        const std::int64_t position = istft.position();
        istft.push(bins, hop);
        for (std::int64_t i = 0; i < kHop; ++i) {
            const std::int64_t at = position + i;
            if (at >= 0 && at < static_cast<std::int64_t>(samples)) {
                out[static_cast<std::size_t>(at)] = hop[static_cast<std::size_t>(i)];
            }
        }
    }
    return out;
}

/// Early reflections: ever denser, ever weaker, each at its own place between the speakers.
void addReflections(const ReverbSpace& space, std::uint64_t seed, AudioBuffer& out) {
    const Philox random(seed, kReflectionStream);
    for (int i = 0; i < space.reflections; ++i) {
        const auto at = static_cast<std::uint64_t>(i) * 4;
        const double place = (i + random.uniform(at)) / space.reflections;
        const double delay = space.reflectionSpan * std::sqrt(place);
        const float gain = static_cast<float>(space.preDelay / (space.preDelay + delay)) *
                           (random.uniform(at + 1) < 0.5F ? -1.0F : 1.0F);
        const float angle = random.uniform(at + 2) * (std::numbers::pi_v<float> / 2.0F);
        const auto centre = static_cast<std::size_t>((space.preDelay + delay) * kSampleRate) + 1;
        // A wall takes the edge off: three taps are a gentle low-pass.
        for (std::size_t tap = 0; tap < 3; ++tap) {
            const float soft = gain * (tap == 1 ? 0.5F : 0.25F);
            out.channel(0)[centre + tap - 1] += soft * std::cos(angle);
            out.channel(1)[centre + tap - 1] += soft * std::sin(angle);
        }
    }
}

void scaleToEnergy(std::span<float> signal, double energy) {
    double sum = 0.0;
    for (const float sample : signal) sum += static_cast<double>(sample) * sample;
    if (sum <= 0.0) return;
    const auto gain = static_cast<float>(std::sqrt(energy / sum));
    for (float& sample : signal) sample *= gain;
}

}  // namespace

ReverbPreset parseReverbPreset(const std::string& name) {
    if (name == "room") return ReverbPreset::Room;
    if (name == "hall") return ReverbPreset::Hall;
    if (name == "church") return ReverbPreset::Church;
    if (name == "plate") return ReverbPreset::Plate;
    throw Error(ExitCode::Usage,
                "reverb: expected one of room, hall, church, plate, found '" + name + "'");
}

ReverbSpace reverbSpace(ReverbPreset preset) {
    switch (preset) {
        case ReverbPreset::Room:
            return {0.008, 0.010, 0.50, 0.42, 0.28, 14, 0.035, 0.40};
        case ReverbPreset::Hall:
            return {0.022, 0.045, 2.20, 1.90, 0.95, 20, 0.090, 0.25};
        case ReverbPreset::Church:
            return {0.035, 0.090, 4.40, 3.80, 1.40, 24, 0.140, 0.15};
        case ReverbPreset::Plate:
            return {0.006, 0.002, 1.70, 1.60, 1.10, 0, 0.0, 0.0};
    }
    return {};
}

AudioBuffer makeImpulseResponse(const ReverbSpace& space, std::uint64_t seed) {
    const double longest = std::max({space.t60Low, space.t60Mid, space.t60High});
    const auto start = static_cast<std::size_t>(space.preDelay * kSampleRate);
    const auto tail = static_cast<std::size_t>(longest * kAudibleDb / 60.0 * kSampleRate);
    const auto rise = static_cast<std::size_t>(space.buildUp * kSampleRate) + 1;
    AudioBuffer out(2, start + std::max(tail, rise) +
                           static_cast<std::size_t>(space.reflectionSpan * kSampleRate) + 4);
    addReflections(space, seed, out);
    for (int channel = 0; channel < 2; ++channel) {
        const auto target = out.channel(channel);
        scaleToEnergy(target, space.reflectionShare);
        std::vector<float> late = decayingNoise(space, seed, channel, target.size() - start);
        for (std::size_t i = 0; i < rise && i < late.size(); ++i) {
            const float place = static_cast<float>(i) / static_cast<float>(rise);
            late[i] *= 0.5F - 0.5F * std::cos(std::numbers::pi_v<float> * place);
        }
        scaleToEnergy(late, 1.0 - space.reflectionShare);
        for (std::size_t i = 0; i < late.size(); ++i) target[start + i] += late[i];
        scaleToEnergy(target, 1.0);
    }
    return out;
}

}  // namespace arioso::dsp
