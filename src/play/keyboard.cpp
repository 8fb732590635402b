#include "src/play/keyboard.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "dsp/audio_format.h"
#include "dsp/interpolator.h"

namespace arioso::play {
namespace {

constexpr std::int64_t kWindow = StemRenderer::kWindowSamples;
/// A key for which nothing is rendered yet waits so long for a sound, then stays silent: later it
/// would be a wrong note.
constexpr double kPatience = 0.5;
/// Seconds to fall by 60 dB: of a note whose key is struck again, of one that is cut, and at least.
constexpr double kRestruck = 0.15;
constexpr double kCut = 0.03;
constexpr double kShortestRelease = 0.05;
constexpr float kSilent = 1e-4F;
constexpr float kSoftPedal = 0.7F;
/// Vibrato of the modulation wheel: hertz, and semitones when it is fully up.
constexpr double kVibratoRate = 5.6;
constexpr double kVibratoDepth = 0.5;
constexpr float kGainSeconds = 0.01F;

/// General MIDI 2: amplitude by the square of the controller.
float levelOf(int value) {
    const float share = static_cast<float>(value) / 127.0F;
    return share * share;
}

std::string nameOf(int key) {
    static constexpr const char* kNames[] = {"C",  "C#", "D",  "Eb", "E",  "F",
                                             "F#", "G",  "Ab", "A",  "Bb", "B"};
    return kNames[key % 12] + std::to_string(key / 12 - 1);
}

}  // namespace

bool Keyboard::held(const Voice& voice) const {
    return voice.down || sustain_ || voice.caught;
}

bool Keyboard::takeChanged() {
    return std::exchange(changed_, false);
}

void Keyboard::message(std::span<const std::uint8_t> bytes, RenderPool& pool) {
    if (bytes.size() < 3 || bytes[0] < 0x80 || bytes[0] >= 0xF0) return;
    const int kind = bytes[0] >> 4;
    const int first = bytes[1] & 0x7F;
    const int second = bytes[2] & 0x7F;
    if (kind == 0x9 && second > 0) {
        noteOn(first, second, pool);
    } else if (kind == 0x8 || kind == 0x9) {
        noteOff(first);
    } else if (kind == 0xB) {
        control(first, second);
    } else if (kind == 0xE) {
        const int value = second * 128 + first - 8192;
        bend_ = std::clamp(value / (value < 0 ? 8192.0 : 8191.0), -1.0, 1.0);
    }
}

void Keyboard::noteOn(int key, int velocity, RenderPool& pool) {
    if (!bank_) return;
    for (Voice& voice : voices_)
        if (voice.key == key && !voice.bank->instrument().percussion) {
            voice.down = false;
            voice.caught = false;
            let(voice, kRestruck);
        }
    if (voices_.size() >= kVoices) makeRoom();
    Voice voice;
    voice.key = key;
    voice.velocity = static_cast<float>(velocity) / 127.0F * (soft_ ? kSoftPedal : 1.0F);
    voice.bank = bank_;
    voice.begun = time_;
    begin(voice, pool);
    voices_.push_back(std::move(voice));
    changed_ = true;
}

void Keyboard::begin(Voice& voice, RenderPool& pool) const {
    NoteBank::Take take = voice.bank->ready(voice.key + transpose_, voice.velocity, pool);
    if (!take.track) return;
    voice.track = std::move(take.track);
    voice.ratio = take.ratio;
    voice.gain = take.gain;
    voice.position = static_cast<double>(NoteBank::kOnset);
}

/// The weakest of those that nobody holds, or the oldest, makes room for a new one.
void Keyboard::makeRoom() {
    const auto weaker = [this](const Voice& a, const Voice& b) {
        if (held(a) != held(b)) return held(b);
        if (!held(a) && a.level != b.level) return a.level < b.level;
        return a.begun < b.begun;
    };
    voices_.erase(std::min_element(voices_.begin(), voices_.end(), weaker));
}

/// Lets a note die away, unless it dies faster already.
void Keyboard::let(Voice& voice, double seconds) const {
    const auto decay = static_cast<float>(std::pow(10.0, -3.0 / (seconds * sampleRate_)));
    voice.decay = std::min(voice.decay, decay);
}

void Keyboard::letGo() {
    for (Voice& voice : voices_) {
        const Instrument& instrument = voice.bank->instrument();
        if (held(voice) || instrument.percussion) continue;
        let(voice, std::max(kShortestRelease, static_cast<double>(instrument.envelope.releaseT60)));
    }
}

void Keyboard::noteOff(int key) {
    for (Voice& voice : voices_)
        if (voice.key == key) voice.down = false;
    letGo();
    changed_ = true;
}

void Keyboard::control(int number, int value) {
    const bool on = value >= 64;
    switch (number) {
        case 1:
            vibrato_ = value / 127.0;
            break;
        case 6:
            if (parameter_ == 0) bendRange_ = std::min(value, 24);
            break;
        case 7:
            volume_ = levelOf(value);
            break;
        case 11:
            expression_ = levelOf(value);
            break;
        case 64:
            sustain_ = on;
            break;
        case 66:
            for (Voice& voice : voices_) voice.caught = on && (voice.caught || voice.down);
            break;
        case 67:
            soft_ = on;
            break;
        case 100:
            parameter_ = (parameter_ & 0x3F80) | value;
            break;
        case 101:
            parameter_ = (parameter_ & 0x7F) | (value << 7);
            break;
        case 120:
            for (Voice& voice : voices_) let(voice, kCut);
            break;
        case 121:
            bend_ = 0.0;
            vibrato_ = 0.0;
            expression_ = 1.0F;
            sustain_ = false;
            soft_ = false;
            for (Voice& voice : voices_) voice.caught = false;
            break;
        case 123:
            for (Voice& voice : voices_) voice.down = false;
            break;
        default:
            return;
    }
    letGo();
}

double Keyboard::bendAt(std::int64_t time) const {
    const double seconds = static_cast<double>(time) / sampleRate_;
    return bend_ * bendRange_ +
           vibrato_ * kVibratoDepth * std::sin(2.0 * std::numbers::pi * kVibratoRate * seconds);
}

void Keyboard::mix(std::span<float> out, RenderPool& pool) {
    std::fill(out.begin(), out.end(), 0.0F);
    time_ += static_cast<std::int64_t>(out.size());
    const double bend = bendAt(time_);
    const double rate = static_cast<double>(dsp::kSampleRate) / sampleRate_;
    for (Voice& voice : voices_) {
        if (!voice.track) {
            begin(voice, pool);
            const double waited = static_cast<double>(time_ - voice.begun) / sampleRate_;
            if (!voice.track && waited > kPatience) voice.level = 0.0F;
            if (!voice.track) continue;
        }
        // A struck string does not tremble with the wheel.
        const bool steady = !voice.bank->instrument().sustained && vibrato_ > 0.0;
        const double from = steady ? bend_ * bendRange_ : lastBend_;
        const double to = steady ? bend_ * bendRange_ : bend;
        const double step = voice.ratio * rate;
        if (!add(voice, out, step * std::exp2(from / 12.0), step * std::exp2(to / 12.0), pool)) {
            ++late_;
            voice.level = 0.0F;
        }
    }
    lastBend_ = bend;
    std::erase_if(voices_, [this](const Voice& voice) {
        const bool over =
            voice.level < kSilent ||
            (voice.track && voice.position >= static_cast<double>(voice.track->renderer().end()));
        if (over && voice.track) played_.push_back(voice.track);
        return over;
    });
    const float target = volume_ * expression_;
    const float change = 1.0F / (kGainSeconds * static_cast<float>(sampleRate_));
    for (float& sample : out) {
        gain_ =
            gain_ < target ? std::min(target, gain_ + change) : std::max(target, gain_ - change);
        sample *= gain_;
    }
}

/// Adds a voice's next samples; false if they are not rendered: what there is of them dies away.
bool Keyboard::add(Voice& voice, std::span<float> out, double stepFrom, double stepTo,
                   RenderPool& pool) {
    const auto count = static_cast<double>(out.size());
    const double length = 0.5 * (stepFrom + stepTo) * count;
    const auto first = static_cast<std::int64_t>(voice.position) - dsp::Interpolator::kBefore;
    const auto last =
        static_cast<std::int64_t>(voice.position + length) + dsp::Interpolator::kAfter + 2;
    source_.assign(static_cast<std::size_t>(last - first), 0.0F);
    bool complete = true;
    for (std::int64_t at = first; at < last;) {
        const std::int64_t window = at / kWindow;
        const std::int64_t end = std::min(last, (window + 1) * kWindow);
        const LiveTrack::Samples samples = pool.get(*voice.track, window);
        complete = complete && samples != nullptr;
        if (samples && !samples->empty())
            std::copy_n(samples->begin() + (at - window * kWindow), end - at,
                        source_.begin() + (at - first));
        if (window != voice.window) changed_ = true;
        voice.window = window;
        at = end;
    }
    const dsp::Interpolator& between = dsp::Interpolator::shared();
    double position = voice.position;
    // Whoever runs into what is not there yet fades out before it, not with a click.
    if (!complete) let(voice, 0.1 * kCut);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto whole = static_cast<std::int64_t>(position);
        const auto fraction = static_cast<float>(position - static_cast<double>(whole));
        out[i] += voice.gain * voice.level * between(source_.data() + (whole - first), fraction);
        voice.level *= voice.decay;
        position += stepFrom + (stepTo - stepFrom) * static_cast<double>(i) / count;
    }
    voice.position = position;
    return complete;
}

void Keyboard::need(std::vector<RenderPool::Need>& needs) const {
    for (const Voice& voice : voices_) {
        if (!voice.track) {
            if (auto take = voice.bank->best(voice.key + transpose_, voice.velocity); take.track)
                needs.push_back({std::move(take.track), 0, 0});
            continue;
        }
        const auto window = static_cast<std::int64_t>(voice.position) / kWindow;
        // A note that dies soon needs no more.
        if (voice.decay < 1.0F && !held(voice) && voice.level < 0.1F) continue;
        for (std::int64_t next = window; next <= window + 1; ++next)
            if (voice.track->renderer().sounds(next))
                needs.push_back(
                    {voice.track, next,
                     std::max<std::int64_t>(
                         0, next * kWindow - static_cast<std::int64_t>(voice.position))});
        // The key's own note for the next time, where another stood in for it.
        if (auto take = voice.bank->best(voice.key + transpose_, voice.velocity);
            take.track && take.track != voice.track)
            needs.push_back({std::move(take.track), 0, kWindow});
    }
}

void Keyboard::tidy(RenderPool& pool) {
    // Beginnings are what makes keys sound at once; the rest of a note is cheap to make again.
    for (const auto& track : played_) {
        const bool used = std::ranges::any_of(
            voices_, [&track](const Voice& voice) { return voice.track == track; });
        if (!used) pool.keep(*track, 0, 1);
    }
    played_.clear();
}

std::string Keyboard::heldNames() const {
    std::vector<int> keys;
    for (const Voice& voice : voices_)
        if (voice.down) keys.push_back(std::clamp(voice.key + transpose_, 0, 127));
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    std::string out;
    for (const int key : keys) out += (out.empty() ? "" : " ") + nameOf(key);
    return out;
}

}  // namespace arioso::play
