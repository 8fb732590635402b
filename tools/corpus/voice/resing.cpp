#include "tools/corpus/voice/resing.h"

#include <algorithm>
#include <cmath>

#include "dsp/audio_format.h"
#include "dsp/voice_timbre.h"
#include "src/condition/phoneme_voicing.h"
#include "src/condition/vocal_excitation.h"
#include "src/perform/curves.h"

namespace arioso::corpus {
namespace {

constexpr double kEdge = 0.06;        // seconds of a vowel's either end that keep their pace
constexpr double kEdgeShare = 0.35;   // of the spoken vowel, at most
constexpr double kSteadyShare = 0.5;  // of what lies between: held notes stay in its middle
constexpr double kTail = 0.05;        // seconds that go on after the last sound of a phrase
constexpr double kLevelling = 0.6;    // of the speaker's rises and falls in level taken out
constexpr float kReferenceVelocity = 0.6F;
constexpr double kVelocityDb = 30.0;  // times log10 of the velocity's ratio
constexpr double kPressed = 0.5;      // of the tension's range for a factor of ten in velocity

/// Where in the recording the voice is, `at` seconds after the start of the sound.
double sourcePlace(const SungSound& sound, double at) {
    const double length = sound.end - sound.start;
    const double spoken = sound.sourceEnd - sound.sourceStart;
    if (!(length > 0.0) || !(spoken > 0.0)) return sound.sourceStart;
    if (!sound.vowel || length <= spoken) return sound.sourceStart + spoken * at / length;
    const double edge = std::min(kEdge, kEdgeShare * spoken);
    if (at <= edge) return sound.sourceStart + at;
    if (at >= length - edge) return sound.sourceEnd - (length - at);
    // Fast through the changes next to the edges, slow through the middle.
    const double place = (at - edge) / (length - 2.0 * edge);
    const double inner = spoken - 2.0 * edge;
    const double outerShare = 0.5 * (1.0 - kSteadyShare);
    const double pace = std::min(0.5, outerShare * inner / (length - 2.0 * edge) + 0.08);
    double way = 0.0;
    if (place < pace) {
        way = outerShare * place / pace;
    } else if (place > 1.0 - pace) {
        way = 1.0 - outerShare * (1.0 - place) / pace;
    } else {
        way = outerShare + kSteadyShare * (place - pace) / std::max(1e-9, 1.0 - 2.0 * pace);
    }
    return sound.sourceStart + edge + inner * way;
}

double powerOf(const dsp::VoiceFrames& source, double from, double to) {
    const auto first = static_cast<std::size_t>(std::max(0.0, from / source.framePeriod));
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = first; i < source.size(); ++i) {
        if (static_cast<double>(i) * source.framePeriod >= to && count > 0) break;
        for (const float value : source.envelopeOf(i)) sum += static_cast<double>(value);
        ++count;
    }
    return count > 0 ? sum / static_cast<double>(count * source.bins()) : 0.0;
}

/// Gain in dB that evens out the vowels, between their middles on straight lines, by song time.
std::vector<CurvePoint> levelling(const dsp::VoiceFrames& source,
                                  const std::vector<SungSound>& sounds) {
    std::vector<std::pair<double, double>> levels;
    double mean = 0.0;
    for (const SungSound& sound : sounds) {
        if (!sound.vowel) continue;
        const double level =
            10.0 * std::log10(powerOf(source, sound.sourceStart, sound.sourceEnd) + 1e-14);
        levels.emplace_back(0.5 * (sound.start + sound.end), level);
        mean += level;
    }
    std::vector<CurvePoint> out;
    for (const auto& [seconds, level] : levels) {
        const double off = mean / static_cast<double>(levels.size()) - level;
        out.push_back({seconds, static_cast<float>(kLevelling * std::clamp(off, -12.0, 12.0))});
    }
    return out;
}

/// Level by the notes' velocities, with ramps that do not click.
std::vector<CurvePoint> velocityDb(const PerformedPart& part) {
    std::vector<CurvePoint> out;
    for (const PerformedNote& note : part.notes) {
        const auto level = static_cast<float>(
            kVelocityDb * std::log10(std::max(0.05F, note.velocity) / kReferenceVelocity));
        if (!out.empty() && note.onset - 0.04 > out.back().seconds) {
            out.push_back({note.onset - 0.04, out.back().value});
        }
        out.push_back({note.onset + 0.02, level});
    }
    return out;
}

const PhonemeSpan* soundingAt(const std::vector<const PhonemeSpan*>& spans, double seconds) {
    const auto after =
        std::upper_bound(spans.begin(), spans.end(), seconds,
                         [](double t, const PhonemeSpan* span) { return t < span->start; });
    return after == spans.begin() ? nullptr : *std::prev(after);
}

}  // namespace

std::vector<dsp::VoicePulse> pulsesOf(const std::vector<dsp::ExcitationNote>& notes) {
    std::vector<dsp::VoicePulse> out;
    for (const dsp::ExcitationNote& note : notes) {
        if (note.noise >= 1.0F) continue;
        double phase = 0.0;
        std::size_t point = 0;
        // By samples: the pitch curve moves little within one.
        const double step = 1.0 / dsp::kSampleRate;
        const double length = note.offset - note.onset + 0.02;
        out.push_back({note.onset, note.frequency});
        for (double at = 0.0; at < length; at += step) {
            const double middle = at + 0.5 * step;
            while (point < note.pitch.size() && note.pitch[point].seconds <= middle) ++point;
            double cents = 0.0;
            if (!note.pitch.empty()) {
                const dsp::PitchPoint& left = note.pitch[point > 0 ? point - 1 : 0];
                cents = left.cents;
                if (point > 0 && point < note.pitch.size()) {
                    const dsp::PitchPoint& right = note.pitch[point];
                    const double width = std::max(1e-9, right.seconds - left.seconds);
                    cents += (right.cents - left.cents) * (middle - left.seconds) / width;
                }
            }
            const double hz = note.frequency * std::exp2(cents / 1200.0);
            const double before = phase;
            phase += hz * step;
            if (std::floor(phase) > std::floor(before)) {
                const double part = (std::floor(phase) - before) / (phase - before);
                out.push_back({note.onset + at + part * step, hz});
            }
        }
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.seconds < b.seconds; });
    return out;
}

std::vector<float> resing(const dsp::VoiceFrames& source, const std::vector<SungSound>& sounds,
                          const PerformedPart& part, const Instrument& voice, double gain,
                          std::int64_t samples, std::uint64_t seed) {
    dsp::VoiceFrames song;
    song.sampleRate = source.sampleRate;
    song.framePeriod = source.framePeriod;
    song.fftSize = source.fftSize;
    const double binHz = static_cast<double>(source.sampleRate) / source.fftSize;
    const auto even = levelling(source, sounds);
    const auto loud = velocityDb(part);
    std::vector<const PhonemeSpan*> spans;
    for (const PerformedNote& note : part.notes) {
        for (const PhonemeSpan& span : note.phonemes) spans.push_back(&span);
    }
    std::stable_sort(spans.begin(), spans.end(),
                     [](const auto* a, const auto* b) { return a->start < b->start; });
    const auto frames = static_cast<std::int64_t>(
        static_cast<double>(samples) / (song.framePeriod * song.sampleRate) + 1.0);
    const dsp::VoiceFrame silence = [&] {
        dsp::VoiceFrames one = song;
        one.resize(1);
        return one.frameAt(0.0);
    }();
    std::size_t next = 0;
    for (std::int64_t i = 0; i < frames; ++i) {
        const double seconds = static_cast<double>(i) * song.framePeriod;
        while (next < sounds.size() && sounds[next].start <= seconds) ++next;
        const SungSound* sound = next > 0 ? &sounds[next - 1] : nullptr;
        if (sound == nullptr || seconds > sound->end + kTail) {
            song.append(silence);
            continue;
        }
        const double over = std::max(0.0, seconds - sound->end);
        dsp::VoiceFrame frame = source.frameAt(
            over > 0.0 ? sound->sourceEnd + over : sourcePlace(*sound, seconds - sound->start));
        const PhonemeSpan* phoneme = soundingAt(spans, seconds);
        const PhonemeVoicing voicing =
            phoneme != nullptr ? phonemeVoicing(phoneme->symbol) : PhonemeVoicing{};
        const auto timbre = [&](const std::vector<CurvePoint>& curve) {
            return 0.01 * static_cast<double>(curveAt(curve, seconds));
        };
        // A throat 2 semitones longer or shorter at the ends of the curve's range.
        dsp::warpFormants(frame.envelope, static_cast<double>(voice.formants) *
                                              std::exp2(-timbre(part.voice.gender) / 6.0));
        if (!voicing.voiced) {
            std::fill(frame.aperiodicity.begin(), frame.aperiodicity.end(), 1.0F);
        } else {
            const auto oneKhz = static_cast<std::size_t>(1000.0 / binHz);
            if (voicing.noise <= 0.0F && frame.aperiodicity[oneKhz] > 0.9F) {
                // Said without voice (or cut a little wrong): sung with it, a little breathy.
                for (std::size_t k = 0; k < frame.aperiodicity.size(); ++k) {
                    const double khz = 0.001 * binHz * static_cast<double>(k);
                    frame.aperiodicity[k] =
                        std::min(frame.aperiodicity[k],
                                 static_cast<float>(std::min(1.0, 0.05 + 0.08 * khz)));
                }
            }
            dsp::changeBreathiness(frame.aperiodicity, timbre(part.voice.breathiness));
            const double pressed =
                kPressed * static_cast<double>(curveAt(loud, seconds)) / kVelocityDb;
            dsp::changeTension(frame.envelope, frame.aperiodicity, binHz,
                               std::clamp(timbre(part.voice.tension) + pressed, -1.5, 1.5));
        }
        const double level = static_cast<double>(curveAt(even, seconds)) +
                             static_cast<double>(curveAt(loud, seconds)) - 60.0 * over / kTail;
        const auto factor = static_cast<float>(gain * gain * std::pow(10.0, level / 10.0));
        for (float& value : frame.envelope) value = std::max(1e-14F, value * factor);
        frame.f0 = 0.0F;
        song.append(frame);
    }
    auto sound = dsp::VoiceSynthesiser(song.sampleRate, song.fftSize)
                     .synthesise(song, pulsesOf(vocalNotes(part, voice)), seed);
    sound.resize(static_cast<std::size_t>(samples), 0.0F);
    return sound;
}

}  // namespace arioso::corpus
