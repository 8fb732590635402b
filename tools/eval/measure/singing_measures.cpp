#include "tools/eval/measure/singing_measures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "dsp/audio_format.h"
#include "dsp/f0.h"
#include "src/condition/phoneme_voicing.h"
#include "tools/eval/measure/statistics.h"

namespace arioso::eval {
namespace {

constexpr double kSteadySeconds = 0.3;
constexpr double kMiddle = 0.5;      // of a steady vowel is listened to
constexpr double kMargin = 0.015;    // seconds on either side of a change of voicing
constexpr double kReach = 0.08;      // seconds about a vowel's start that its voice may begin in
constexpr double kSilence = 0.05;    // seconds without a sound that count as a rest
constexpr double kVowelShare = 0.3;  // of the vowel's level at which it has begun
constexpr double kStep = 0.001;      // seconds of the level curve
constexpr double kWindow = 0.008;

struct Sound {
    double start = 0.0;
    double end = 0.0;
    bool voiced = false;
    bool vowel = false;
};

std::vector<Sound> soundsOf(const PerformedPart& part) {
    std::vector<Sound> out;
    for (const PerformedNote& note : part.notes) {
        for (const PhonemeSpan& span : note.phonemes) {
            if (!(span.end > span.start)) continue;
            const PhonemeVoicing voicing = phonemeVoicing(span.symbol);
            out.push_back({span.start, span.end, voicing.voiced, span.vowel});
        }
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Sound& a, const Sound& b) { return a.start < b.start; });
    return out;
}

/// Mean absolute value below about 1.2 kHz, where a voice has its fundamental and noise has little.
class Level {
  public:
    explicit Level(std::span<const float> audio) {
        constexpr double kCutoff = 1200.0;
        const double a = 1.0 - std::exp(-2.0 * M_PI * kCutoff / dsp::kSampleRate);
        sum_.reserve(audio.size() + 1);
        sum_.push_back(0.0);
        double first = 0.0;
        double second = 0.0;
        for (const float x : audio) {
            first += a * (static_cast<double>(x) - first);
            second += a * (first - second);
            sum_.push_back(sum_.back() + std::abs(second));
        }
    }
    [[nodiscard]] double mean(double from, double to) const {
        const auto at = [this](double seconds) {
            const double sample =
                std::clamp(seconds * dsp::kSampleRate, 0.0, static_cast<double>(sum_.size() - 1));
            return static_cast<std::size_t>(sample);
        };
        const std::size_t first = at(from);
        const std::size_t last = at(to);
        return last > first ? (sum_[last] - sum_[first]) / static_cast<double>(last - first) : 0.0;
    }

  private:
    std::vector<double> sum_;
};

/// When the voice of a vowel starts, or NaN where no rise can be told.
double voiceStart(const Level& level, const Sound& vowel) {
    const double held = std::min(vowel.end, vowel.start + 0.15);
    const double loud = level.mean(vowel.start + 0.3 * (held - vowel.start), held);
    const double threshold = kVowelShare * loud;
    double at = vowel.start + kReach;
    if (level.mean(at - 0.5 * kWindow, at + 0.5 * kWindow) < threshold) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    while (at > vowel.start - kReach &&
           level.mean(at - 0.5 * kWindow, at + 0.5 * kWindow) >= threshold) {
        at -= kStep;
    }
    return at > vowel.start - kReach ? at : std::numeric_limits<double>::quiet_NaN();
}

void measurePitch(const PerformedPart& part, const std::vector<float>& f0, double period,
                  SingingMeasures& out) {
    for (const PerformedNote& note : part.notes) {
        for (const PhonemeSpan& span : note.phonemes) {
            if (!span.vowel || span.end - span.start < kSteadySeconds) continue;
            const double middle = 0.5 * (span.start + span.end);
            const double half = 0.5 * kMiddle * (span.end - span.start);
            std::vector<double> cents;
            for (auto i = static_cast<std::size_t>((middle - half) / period);
                 i < f0.size() && static_cast<double>(i) * period < middle + half; ++i) {
                if (f0[i] <= 0.0F) continue;
                const double key = 69.0 + 12.0 * std::log2(static_cast<double>(f0[i]) / 440.0);
                cents.push_back(100.0 * (key - static_cast<double>(note.pitch)));
            }
            if (cents.size() >= 10) out.centreCents.push_back(std::abs(eval::mean(cents)));
        }
    }
}

void measureVoicing(const std::vector<Sound>& sounds, const std::vector<float>& f0, double period,
                    SingingMeasures& out) {
    for (std::size_t s = 0; s < sounds.size(); ++s) {
        const Sound& sound = sounds[s];
        const bool follows = s > 0 && sound.start - sounds[s - 1].end < kMargin;
        const bool goesOn = s + 1 < sounds.size() && sounds[s + 1].start - sound.end < kMargin;
        const double from =
            sound.start + (follows && sounds[s - 1].voiced == sound.voiced ? 0.0 : kMargin);
        const double to =
            sound.end - (goesOn && sounds[s + 1].voiced == sound.voiced ? 0.0 : kMargin);
        for (auto i = static_cast<std::size_t>(std::ceil(from / period));
             i < f0.size() && static_cast<double>(i) * period < to; ++i) {
            const bool heard = f0[i] > 0.0F;
            if (sound.voiced) {
                ++out.voicedFrames;
                out.voicedAsVoiceless += heard ? 0 : 1;
            } else {
                ++out.voicelessFrames;
                out.voicelessAsVoiced += heard ? 1 : 0;
            }
        }
    }
}

/// A tracker's range about the notes.
dsp::F0Settings settingsFor(const PerformedPart& part) {
    float lowest = 127.0F;
    float highest = 0.0F;
    for (const PerformedNote& note : part.notes) {
        lowest = std::min(lowest, note.pitch);
        highest = std::max(highest, note.pitch);
    }
    dsp::F0Settings settings;
    settings.sampleRate = dsp::kSampleRate;
    settings.lowestHz = 440.0 * std::exp2((static_cast<double>(lowest) - 69.0 - 5.0) / 12.0);
    settings.highestHz = 440.0 * std::exp2((static_cast<double>(highest) - 69.0 + 5.0) / 12.0);
    return settings;
}

}  // namespace

void SingingMeasures::append(const SingingMeasures& other) {
    centreCents.insert(centreCents.end(), other.centreCents.begin(), other.centreCents.end());
    vowelOnsetMs.insert(vowelOnsetMs.end(), other.vowelOnsetMs.begin(), other.vowelOnsetMs.end());
    voicedFrames += other.voicedFrames;
    voicelessFrames += other.voicelessFrames;
    voicedAsVoiceless += other.voicedAsVoiceless;
    voicelessAsVoiced += other.voicelessAsVoiced;
}

double SingingMeasures::voicingErrorPercent() const {
    const auto frames = static_cast<double>(voicedFrames + voicelessFrames);
    if (frames <= 0.0) return std::numeric_limits<double>::quiet_NaN();
    return 100.0 * static_cast<double>(voicedAsVoiceless + voicelessAsVoiced) / frames;
}

SingingMeasures measureSinging(const PerformedPart& part, std::span<const float> audio) {
    SingingMeasures out;
    const std::vector<Sound> sounds = soundsOf(part);
    if (sounds.empty() || audio.empty()) return out;
    const dsp::F0Settings settings = settingsFor(part);
    const std::vector<float> f0 = dsp::estimateF0(audio, settings);
    measurePitch(part, f0, settings.framePeriod, out);
    measureVoicing(sounds, f0, settings.framePeriod, out);
    const Level level(audio);
    for (std::size_t s = 0; s < sounds.size(); ++s) {
        const Sound& sound = sounds[s];
        const bool afterRest = s == 0 || sound.start - sounds[s - 1].end > kSilence;
        if (!sound.vowel || !(afterRest || !sounds[s - 1].voiced)) continue;
        const double heard = voiceStart(level, sound);
        if (!std::isnan(heard)) out.vowelOnsetMs.push_back(1000.0 * std::abs(heard - sound.start));
    }
    return out;
}

double f0FrameErrorPercent(const PerformedPart& part, std::span<const float> audio,
                           std::span<const float> reference) {
    constexpr double kGross = 50.0;  // cents
    if (soundsOf(part).empty()) return std::numeric_limits<double>::quiet_NaN();
    const dsp::F0Settings settings = settingsFor(part);
    const std::vector<float> heard = dsp::estimateF0(audio, settings);
    const std::vector<float> wanted = dsp::estimateF0(reference, settings);
    const std::size_t frames = std::min(heard.size(), wanted.size());
    if (frames == 0) return std::numeric_limits<double>::quiet_NaN();
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < frames; ++i) {
        if ((heard[i] > 0.0F) != (wanted[i] > 0.0F)) {
            ++wrong;
        } else if (heard[i] > 0.0F) {
            const double ratio = static_cast<double>(heard[i]) / static_cast<double>(wanted[i]);
            wrong += std::abs(1200.0 * std::log2(ratio)) > kGross ? 1 : 0;
        }
    }
    return 100.0 * static_cast<double>(wrong) / static_cast<double>(frames);
}

}  // namespace arioso::eval
