#include "src/condition/vocal_excitation.h"

#include <algorithm>
#include <cmath>

#include "src/condition/phoneme_voicing.h"
#include "src/perform/breaths.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kSeam = 0.025;  // seconds: sounds that are nearer belong together
constexpr float kVoiceAttack = 0.012F;
constexpr float kVoiceRelease = 0.06F;
constexpr float kWhisper = 0.5F;  // amplitude of a whispered vowel's noise
constexpr float kNoiseAttack = 0.004F;
constexpr float kNoiseRelease = 0.03F;
constexpr std::uint64_t kKeysPerNote = 64;

struct Sound {
    double start = 0.0;
    double end = 0.0;
    PhonemeVoicing voicing;
    std::size_t note = 0;
    float pulses = 1.0F;  ///< amplitude, by the voicing curve
};

/// When a note begins to be heard, a breath before it left out.
double beginOf(const PerformedNote& note) {
    for (const PhonemeSpan& span : note.phonemes) {
        if (span.symbol != kBreath) return std::min(note.onset, span.start);
    }
    return note.onset;
}

/// One singer's notes in order: each begins when the one before is over, or nearly so.
struct Line {
    std::vector<std::size_t> notes;
    double onset = 0.0;
    float pitch = 0.0F;
};

/// Notes of one moment are different singers; the next note of each is the nearest in pitch.
std::vector<Line> linesOf(const std::vector<PerformedNote>& notes) {
    std::vector<Line> lines;
    for (std::size_t i = 0; i < notes.size(); ++i) {
        Line* best = nullptr;
        for (Line& line : lines) {
            const PerformedNote& last = notes[line.notes.back()];
            const bool free = notes[i].onset > line.onset + 0.01 &&
                              std::min(last.offset, last.onset + 3600.0) <= notes[i].onset + 0.1;
            if (!free) continue;
            if (best == nullptr ||
                std::abs(line.pitch - notes[i].pitch) < std::abs(best->pitch - notes[i].pitch)) {
                best = &line;
            }
        }
        if (best == nullptr) best = &lines.emplace_back();
        best->notes.push_back(i);
        best->onset = notes[i].onset;
        best->pitch = notes[i].pitch;
    }
    return lines;
}

class LineExcitation {
  public:
    LineExcitation(const PerformedPart& part, const Line& line, const Instrument& instrument,
                   std::vector<dsp::ExcitationNote>& out)
        : part_(part), line_(line), out_(out), envelope_(instrument.envelope) {}

    void run() {
        std::vector<Sound> sounds = soundsOf();
        for (Sound& sound : sounds) whisper(sound);
        for (std::size_t i = 0; i < sounds.size();) {
            if (!sounds[i].voicing.voiced) {
                addNoise(sounds[i]);
                ++i;
                continue;
            }
            std::size_t last = i;
            if (sounds[i].voicing.noise > 0.0F) addNoise(sounds[i]);
            while (last + 1 < sounds.size() && sounds[last + 1].voicing.voiced &&
                   sounds[last + 1].pulses == sounds[i].pulses &&
                   sounds[last + 1].start - sounds[last].end < kSeam) {
                ++last;
                if (sounds[last].voicing.noise > 0.0F) addNoise(sounds[last]);
            }
            addPulses(sounds[i], sounds[last].end);
            i = last + 1;
        }
    }

  private:
    [[nodiscard]] const PerformedNote& note(std::size_t place) const {
        return part_.notes[line_.notes[place]];
    }

    [[nodiscard]] std::vector<Sound> soundsOf() const {
        std::vector<Sound> sounds;
        for (std::size_t place = 0; place < line_.notes.size(); ++place) {
            const PerformedNote& one = note(place);
            if (one.phonemes.empty()) {
                double end = one.offset;
                if (place + 1 < line_.notes.size()) end = std::min(end, beginOf(note(place + 1)));
                if (end > one.onset) sounds.push_back({one.onset, end, {}, place});
                continue;
            }
            for (const PhonemeSpan& span : one.phonemes) {
                if (span.end > span.start)
                    sounds.push_back({span.start, span.end, phonemeVoicing(span.symbol), place});
            }
        }
        return sounds;
    }

    /// Index of the note whose pitch is sung at `seconds`: a note's consonants before its onset
    /// still lie on the pitch before, if there is one.
    [[nodiscard]] std::size_t pitchAt(double seconds, std::size_t from) const {
        std::size_t place = from;
        while (place > 0 && note(place).onset > seconds &&
               beginOf(note(place)) - note(place - 1).offset < kSeam) {
            --place;
        }
        return place;
    }

    /// Below 100 the voicing curve turns pulses into breath, sound by sound.
    void whisper(Sound& sound) const {
        if (!sound.voicing.voiced || part_.voice.voicing.empty()) return;
        const float percent = curveAt(part_.voice.voicing, 0.5 * (sound.start + sound.end), 100.0F);
        // In steps, so that a steady curve leaves its trains without seams.
        sound.pulses = std::clamp(0.05F * std::round(percent / 5.0F), 0.0F, 1.0F);
        sound.voicing.noise = std::max(sound.voicing.noise, kWhisper * (1.0F - sound.pulses));
        sound.voicing.voiced = sound.pulses > 0.0F;
    }

    void addPulses(const Sound& sound, double end) {
        const double start = sound.start;
        const std::size_t place = pitchAt(start, sound.note);
        dsp::ExcitationNote one;
        one.onset = start;
        one.offset = end;
        const auto base = static_cast<double>(note(place).pitch);
        one.frequency = 440.0 * std::exp2((base - 69.0) / 12.0);
        one.amplitude = note(place).velocity * sound.pulses;
        one.envelope = envelope_;
        one.envelope.attack = kVoiceAttack;
        one.envelope.decayT60 = 0.0F;
        one.envelope.releaseT60 = kVoiceRelease;
        one.key = keyOf(place);
        for (std::size_t n = place; n < line_.notes.size(); ++n) {
            const PerformedNote& sung = note(n);
            const double from = n == place ? start : std::max(start, sung.onset);
            const double to = n + 1 < line_.notes.size() ? std::min(end, note(n + 1).onset) : end;
            if (from >= end) break;
            addPitch(sung, base, start, from, std::max(from, to), one.pitch);
        }
        out_.push_back(std::move(one));
    }

    /// The bend of one note between `from` and `to`, cents against `base`, time after `start`.
    static void addPitch(const PerformedNote& sung, double base, double start, double from,
                         double to, std::vector<dsp::PitchPoint>& points) {
        const double offset = 100.0 * (static_cast<double>(sung.pitch) - base);
        const auto add = [&](double seconds, double cents) {
            points.push_back({seconds - start, static_cast<float>(offset + cents)});
        };
        const auto& bend = sung.bend;
        const auto at = [&bend, &sung](double seconds) {
            const double t = seconds - sung.onset;
            const auto after =
                std::upper_bound(bend.begin(), bend.end(), t,
                                 [](double x, const dsp::PitchPoint& p) { return x < p.seconds; });
            if (bend.empty()) return 0.0;
            if (after == bend.begin()) return static_cast<double>(bend.front().cents);
            const dsp::PitchPoint& left = *std::prev(after);
            if (after == bend.end()) return static_cast<double>(left.cents);
            const double width = after->seconds - left.seconds;
            const double place = width > 0.0 ? (t - left.seconds) / width : 1.0;
            return left.cents + place * static_cast<double>(after->cents - left.cents);
        };
        // The end of a stretch must not run into the next note's first point.
        constexpr double kJust = 1e-5;
        add(from, at(from));
        for (const dsp::PitchPoint& point : bend) {
            const double seconds = sung.onset + point.seconds;
            if (seconds > from + kJust && seconds < to - kJust)
                add(seconds, static_cast<double>(point.cents));
        }
        if (to > from + 2.0 * kJust) add(to - kJust, at(to - kJust));
    }

    void addNoise(const Sound& sound) {
        dsp::ExcitationNote one;
        one.onset = sound.start;
        one.offset = sound.end;
        one.amplitude = note(sound.note).velocity * sound.voicing.noise;
        one.noise = 1.0F;
        one.envelope.attack = kNoiseAttack;
        one.envelope.releaseT60 = kNoiseRelease;
        one.key = keyOf(sound.note);
        out_.push_back(one);
    }

    /// Several sounds of one note need noise of their own.
    std::uint64_t keyOf(std::size_t place) {
        return note(place).id * kKeysPerNote + (next_++ % kKeysPerNote);
    }

    const PerformedPart& part_;
    const Line& line_;
    std::vector<dsp::ExcitationNote>& out_;
    dsp::ExcitationEnvelope envelope_;
    std::uint64_t next_ = 0;
};

}  // namespace

std::vector<dsp::ExcitationNote> vocalNotes(const PerformedPart& part,
                                            const Instrument& instrument) {
    std::vector<dsp::ExcitationNote> out;
    for (const Line& line : linesOf(part.notes)) {
        LineExcitation(part, line, instrument, out).run();
    }
    return out;
}

}  // namespace arioso
