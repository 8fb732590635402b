#include "tools/corpus/sample_voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"

namespace arioso::corpus {

Sample::Sample(std::vector<float> sound, std::int64_t loopStart, std::int64_t loopEnd)
    : sound_(std::move(sound)) {
    cutSilence(loopStart, loopEnd);
    if (loopStart > 0 && loopEnd > loopStart && loopEnd <= size()) {
        loopStart_ = loopStart;
        loopEnd_ = loopEnd;
    } else {
        findLoop();
    }
    fade_ =
        std::min<std::int64_t>({loopStart_, (loopEnd_ - loopStart_) / 2, dsp::kSampleRate / 12});
}

void Sample::cutSilence(std::int64_t& loopStart, std::int64_t& loopEnd) {
    // The onset is where the score says, not where the recording's margin ends.
    constexpr float kThreshold = 0.005F;
    constexpr std::ptrdiff_t kKeep = dsp::kSampleRate / 1000;
    float peak = 0.0F;
    for (const float value : sound_) peak = std::max(peak, std::abs(value));
    const auto first = std::find_if(sound_.begin(), sound_.end(), [peak](float value) {
        return std::abs(value) > kThreshold * peak;
    });
    const auto cut = std::max<std::ptrdiff_t>(0, std::distance(sound_.begin(), first) - kKeep);
    sound_.erase(sound_.begin(), sound_.begin() + cut);
    loopStart -= cut;
    loopEnd -= cut;
}

void Sample::findLoop() {
    constexpr std::int64_t kWindow = 2048;
    // The end stays clear of the fade that recordings are cut with.
    const std::int64_t end = size() * 8 / 10;
    const std::int64_t from = size() * 3 / 10;
    const std::int64_t to = end - std::max<std::int64_t>(kWindow, dsp::kSampleRate / 5);
    if (from < kWindow || to <= from) return;
    double best = -1.0;
    for (std::int64_t start = from; start < to; start += 3) {
        double product = 0.0;
        double power = 1e-12;
        for (std::int64_t i = -kWindow; i < 0; i += 2) {
            const auto a = static_cast<double>(sound_[static_cast<std::size_t>(start + i)]);
            const auto b = static_cast<double>(sound_[static_cast<std::size_t>(end + i)]);
            product += a * b;
            power += a * a + b * b;
        }
        // Normalised so that a louder place is not taken for a more alike one.
        if (2.0 * product / power > best) {
            best = 2.0 * product / power;
            loopStart_ = start;
        }
    }
    loopEnd_ = end;
}

float Sample::at(std::int64_t place, bool looped) const noexcept {
    if (looped && canLoop() && place >= loopEnd_ - fade_) {
        const std::int64_t length = loopEnd_ - loopStart_;
        const std::int64_t first = loopEnd_ - fade_;
        // Every turn runs from just before the loop's start to just before its end.
        place = first + (place - first) % length;
        if (place >= loopEnd_) return sound_[static_cast<std::size_t>(place - length)];
        const auto weight = static_cast<float>(place - first) / static_cast<float>(fade_);
        return sound_[static_cast<std::size_t>(place)] * (1.0F - weight) +
               sound_[static_cast<std::size_t>(place - length)] * weight;
    }
    if (place < 0 || place >= size()) return 0.0F;
    return sound_[static_cast<std::size_t>(place)];
}

namespace {

double besselI0(double x) {
    double sum = 1.0;
    double term = 1.0;
    for (int k = 1; k < 24; ++k) {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

}  // namespace

SincReader::SincReader(double ratio) : table_(static_cast<std::size_t>((kPhases + 1) * kTaps)) {
    constexpr double kBeta = 9.0;
    constexpr double kHalf = 0.5 * kTaps;
    const double cutoff = 0.94 * std::min(1.0, 1.0 / ratio);
    for (int phase = 0; phase <= kPhases; ++phase) {
        for (int tap = 0; tap < kTaps; ++tap) {
            const double x = tap - kHalf + 1.0 - static_cast<double>(phase) / kPhases;
            const double inside = 1.0 - (x / kHalf) * (x / kHalf);
            const double window =
                inside > 0.0 ? besselI0(kBeta * std::sqrt(inside)) / besselI0(kBeta) : 0.0;
            const double angle = std::numbers::pi * cutoff * x;
            const double sinc = x == 0.0 ? 1.0 : std::sin(angle) / angle;
            table_[static_cast<std::size_t>(phase * kTaps + tap)] =
                static_cast<float>(cutoff * sinc * window);
        }
    }
}

float SincReader::read(const Sample& sample, double place, bool looped) const noexcept {
    const double whole = std::floor(place);
    const double phase = (place - whole) * kPhases;
    const auto row = static_cast<std::size_t>(phase);
    const auto blend = static_cast<float>(phase - static_cast<double>(row));
    const float* low = table_.data() + row * kTaps;
    const float* high = low + kTaps;
    const std::int64_t first = static_cast<std::int64_t>(whole) - kTaps / 2 + 1;
    float sum = 0.0F;
    for (int tap = 0; tap < kTaps; ++tap) {
        sum += sample.at(first + tap, looped) * (low[tap] + (high[tap] - low[tap]) * blend);
    }
    return sum;
}

}  // namespace arioso::corpus
