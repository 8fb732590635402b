#include "dsp/voice_synthesis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <utility>

#include "dsp/error.h"
#include "dsp/philox.h"
#include "dsp/spectral_envelope.h"

namespace arioso::dsp {

namespace {

// Room before a pulse for the ringing of its fraction of a sample.
constexpr int kLead = 32;
constexpr float kAllNoise = 0.9999F;

/// F0 between frames: on a straight line where both neighbours are voiced, else the voiced one's;
/// 0 where the nearest frame is unvoiced.
double f0At(const VoiceFrames& frames, double seconds) {
    const double place = seconds / frames.framePeriod;
    if (place < 0.0) return 0.0;
    const auto first = static_cast<std::size_t>(place);
    if (first >= frames.size()) return 0.0;
    const std::size_t second = std::min(first + 1, frames.size() - 1);
    const double part = place - static_cast<double>(first);
    const double a = frames.f0[first];
    const double b = frames.f0[second];
    if (a > 0.0 && b > 0.0) return a + part * (b - a);
    return part < 0.5 ? a : b;
}

std::vector<VoicePulse> pulsesOf(const VoiceFrames& frames) {
    std::vector<VoicePulse> out;
    const double end = static_cast<double>(frames.size()) * frames.framePeriod;
    double seconds = 0.0;
    while (seconds < end) {
        const double hz = f0At(frames, seconds);
        if (hz <= 0.0) {
            // To the middle before the next frame, where a voiced one begins to count; a hair more,
            // so that rounding cannot fall short of it.
            const double next = std::floor(seconds / frames.framePeriod + 0.5 + 1e-9) + 0.5;
            seconds = (next + 1e-6) * frames.framePeriod;
            continue;
        }
        out.push_back({seconds, hz});
        // One period on, by the F0 in the middle of it.
        const double middle = f0At(frames, seconds + 0.5 / hz);
        seconds += 1.0 / (middle > 0.0 ? middle : hz);
    }
    return out;
}

}  // namespace

VoiceSynthesiser::VoiceSynthesiser(int sampleRate, int fftSize)
    : sampleRate_(sampleRate),
      fft_(fftSize),
      scratch_(static_cast<std::size_t>(fftSize)),
      bins_(static_cast<std::size_t>(fftSize) / 2 + 1) {}

void VoiceSynthesiser::respond(std::span<const float> envelope, std::span<const float> aperiodicity,
                               Responses& out) {
    const std::size_t size = scratch_.size();
    for (std::size_t k = 0; k < bins_.size(); ++k) {
        bins_[k] = 0.5F * std::log(std::max(envelope[k], EnvelopeEstimator::kFloor));
    }
    fft_.inverse(bins_, scratch_);
    for (std::size_t q = 1; q < size / 2; ++q) {
        scratch_[q] *= 2.0F;
        scratch_[size - q] = 0.0F;
    }
    fft_.forward(scratch_, bins_);
    out.periodic.resize(bins_.size());
    out.noise.resize(bins_.size());
    float least = 1.0F;
    for (std::size_t k = 0; k < bins_.size(); ++k) {
        const float magnitude = std::exp(bins_[k].real());
        const float phase = bins_[k].imag();
        const std::complex<float> response{magnitude * std::cos(phase),
                                           magnitude * std::sin(phase)};
        const float noise = aperiodicity[k];
        least = std::min(least, noise);
        out.noise[k] = noise * response;
        out.periodic[k] = std::sqrt(std::max(0.0F, 1.0F - noise * noise)) * response;
    }
    // A voice moves no air on average.
    out.noise[0] = 0.0F;
    out.periodic[0] = 0.0F;
    out.hasPeriodic = least < kAllNoise;
}

void VoiceSynthesiser::addNoise(const Spectrum& response, std::int64_t before, std::int64_t at,
                                std::int64_t after, std::uint64_t seed, std::span<float> out) {
    std::fill(scratch_.begin(), scratch_.end(), 0.0F);
    const Philox random(seed);
    // A triangle over the neighbouring frames: with theirs it adds up to the same noise everywhere.
    std::array<float, 4> block{};
    std::int64_t held = -1;
    const std::int64_t first = std::max<std::int64_t>(before, 0);
    for (std::int64_t i = first; i < after; ++i) {
        if (i / 4 != held) {
            held = i / 4;
            block = random.normalBlock(static_cast<std::uint64_t>(held));
        }
        const auto rise = static_cast<float>(i - before) / static_cast<float>(at - before);
        const auto fall = static_cast<float>(after - i) / static_cast<float>(after - at);
        scratch_[static_cast<std::size_t>(i - before)] =
            (i < at ? rise : fall) * block[static_cast<std::size_t>(i % 4)];
    }
    fft_.forward(scratch_, bins_);
    for (std::size_t k = 0; k < bins_.size(); ++k) {
        const std::complex<float> a = bins_[k];
        const std::complex<float> b = response[k];
        bins_[k] = {a.real() * b.real() - a.imag() * b.imag(),
                    a.real() * b.imag() + a.imag() * b.real()};
    }
    fft_.inverse(bins_, scratch_);
    const auto end = static_cast<std::int64_t>(out.size());
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(scratch_.size()); ++i) {
        const std::int64_t to = before + i;
        if (to >= 0 && to < end) {
            out[static_cast<std::size_t>(to)] += scratch_[static_cast<std::size_t>(i)];
        }
    }
}

void VoiceSynthesiser::addPulse(const Responses& first, const Responses& second, float part,
                                double place, float gain, std::span<float> out) {
    const double whole = std::floor(place);
    const double delay = kLead + (place - whole);
    const std::complex<double> step =
        std::polar(1.0, -2.0 * std::numbers::pi * delay / fft_.size());
    std::complex<double> turn = 1.0;
    const float a = gain * (1.0F - part);
    const float b = gain * part;
    for (std::size_t k = 0; k < bins_.size(); ++k) {
        const float real = a * first.periodic[k].real() + b * second.periodic[k].real();
        const float imaginary = a * first.periodic[k].imag() + b * second.periodic[k].imag();
        const auto cosine = static_cast<float>(turn.real());
        const auto sine = static_cast<float>(turn.imag());
        bins_[k] = {real * cosine - imaginary * sine, real * sine + imaginary * cosine};
        turn = {turn.real() * step.real() - turn.imag() * step.imag(),
                turn.real() * step.imag() + turn.imag() * step.real()};
    }
    fft_.inverse(bins_, scratch_);
    const std::int64_t start = static_cast<std::int64_t>(whole) - kLead;
    const auto end = static_cast<std::int64_t>(out.size());
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(scratch_.size()); ++i) {
        const std::int64_t to = start + i;
        if (to >= 0 && to < end) {
            out[static_cast<std::size_t>(to)] += scratch_[static_cast<std::size_t>(i)];
        }
    }
}

std::vector<float> VoiceSynthesiser::synthesise(const VoiceFrames& frames, std::uint64_t seed) {
    return synthesise(frames, pulsesOf(frames), seed);
}

std::vector<float> VoiceSynthesiser::synthesise(const VoiceFrames& frames,
                                                std::span<const VoicePulse> pulses,
                                                std::uint64_t seed) {
    if (frames.sampleRate != sampleRate_ || frames.fftSize != fft_.size()) {
        throw Error(ExitCode::Processing,
                    "voice synthesis: expected frames at " + std::to_string(sampleRate_) +
                        " Hz with a transform of " + std::to_string(fft_.size()) + ", found " +
                        std::to_string(frames.sampleRate) + " Hz and " +
                        std::to_string(frames.fftSize));
    }
    const double period = frames.framePeriod * sampleRate_;
    if (!(period >= 1.0 && 4.0 * period <= fft_.size())) {
        // A longer piece of noise and its response would not fit the transform.
        throw Error(ExitCode::Processing, "voice synthesis: expected a frame period of 1 … " +
                                              std::to_string(fft_.size() / 4) + " samples, found " +
                                              std::to_string(period));
    }
    std::vector<float> out(
        static_cast<std::size_t>(std::llround(static_cast<double>(frames.size()) * period)));
    if (frames.size() == 0) return out;

    Responses here;
    Responses next;
    std::size_t pulse = 0;
    respond(frames.envelopeOf(0), frames.aperiodicityOf(0), next);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        std::swap(here, next);
        const std::size_t following = std::min(i + 1, frames.size() - 1);
        respond(frames.envelopeOf(following), frames.aperiodicityOf(following), next);

        const auto sampleOf = [period](double frame) {
            return static_cast<std::int64_t>(std::llround(frame * period));
        };
        const auto index = static_cast<double>(i);
        addNoise(here.noise, sampleOf(index - 1.0), sampleOf(index), sampleOf(index + 1.0), seed,
                 out);
        for (; pulse < pulses.size(); ++pulse) {
            const double place = pulses[pulse].seconds / frames.framePeriod;
            if (place >= index + 1.0) break;
            if (!here.hasPeriodic && !next.hasPeriodic) continue;
            const auto gain = static_cast<float>(std::sqrt(sampleRate_ / pulses[pulse].hz));
            addPulse(here, next, static_cast<float>(place - index),
                     pulses[pulse].seconds * sampleRate_, gain, out);
        }
    }
    return out;
}

std::vector<float> synthesiseVoice(const VoiceFrames& frames, std::uint64_t seed) {
    return VoiceSynthesiser(frames.sampleRate, frames.fftSize).synthesise(frames, seed);
}

}  // namespace arioso::dsp
