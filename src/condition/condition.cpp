#include "src/condition/condition.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "dsp/audio_format.h"
#include "src/condition/drum_tones.h"
#include "src/condition/vocal_excitation.h"
#include "src/perform/curves.h"

namespace arioso {
namespace {

constexpr double kFrameSeconds = static_cast<double>(dsp::kHop) / dsp::kSampleRate;
constexpr std::int64_t kHalfWindow = dsp::kFftSize / 2;

std::int16_t phonemeIndex(const std::string& symbol) {
    static const auto table = [] {
        std::unordered_map<std::string, std::int16_t> out;
        const auto& symbols = phonemeInventory();
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            out.emplace(symbols[i], static_cast<std::int16_t>(i));
        }
        return out;
    }();
    // Nobody labelled breaths for the models; a soft h is the sound they know that is nearest.
    const auto found = table.find(symbol == "br" ? "h" : symbol);
    return found != table.end() ? found->second : std::int16_t{0};
}

/// First frame whose centre is not before `seconds`.
std::int64_t firstFrameAt(double seconds) {
    return static_cast<std::int64_t>(std::ceil(seconds * dsp::kSampleRate / dsp::kHop));
}

double centre(std::int64_t frame) {
    return static_cast<double>(frame) * kFrameSeconds;
}

/// Where a note's or phoneme's frames lie in the range asked for, relative to it.
struct FrameSpan {
    std::int64_t first;
    std::int64_t last;  // one past
};
FrameSpan heldFrames(double start, double end, std::int64_t firstFrame, std::int64_t frames) {
    const std::int64_t first = firstFrameAt(start) - firstFrame;
    const std::int64_t last = firstFrameAt(end) - firstFrame;
    return {std::clamp<std::int64_t>(first, 0, frames), std::clamp<std::int64_t>(last, 0, frames)};
}

void paintRoll(const PerformedNote& note, Condition& out) {
    const int key = std::clamp(static_cast<int>(std::lround(note.pitch)), 0, 127);
    constexpr std::int64_t kStride = std::int64_t{Condition::kRollPlanes} * Condition::kPitches;
    float* roll = out.roll.data() + key;
    const auto onset = std::llround(note.onset * dsp::kSampleRate / dsp::kHop) - out.firstFrame;
    if (onset >= 0 && onset < out.frames) {
        float& cell = roll[onset * kStride];
        cell = std::max(cell, note.velocity);
    }
    const FrameSpan held = heldFrames(note.onset, note.offset, out.firstFrame, out.frames);
    for (std::int64_t frame = held.first; frame < held.last; ++frame) {
        const double age = centre(frame + out.firstFrame) - note.onset;
        float* cells = roll + frame * kStride;
        // Notes come in order of onset: the key's latest stroke is the one that is heard.
        cells[Condition::kPitches] = note.velocity;
        cells[2 * Condition::kPitches] =
            note.velocity * static_cast<float>(std::exp(-std::max(0.0, age)));
    }
}

void paintPhonemes(const PerformedNote& note, Condition& out) {
    for (const PhonemeSpan& span : note.phonemes) {
        const std::int16_t index = phonemeIndex(span.symbol);
        const FrameSpan held = heldFrames(span.start, span.end, out.firstFrame, out.frames);
        for (std::int64_t frame = held.first; frame < held.last; ++frame) {
            const double place =
                (centre(frame + out.firstFrame) - span.start) / (span.end - span.start);
            out.phoneme[static_cast<std::size_t>(frame)] = index;
            out.phonemePlace[static_cast<std::size_t>(frame)] =
                static_cast<float>(std::clamp(place, 0.0, 1.0));
        }
    }
}

void paintCurves(const VoiceCurves& voice, Condition& out) {
    const auto paint = [&out](const std::vector<CurvePoint>& curve, int plane, float neutral) {
        for (std::int64_t frame = 0; frame < out.frames; ++frame) {
            const float value = curveAt(curve, centre(frame + out.firstFrame), neutral);
            out.curves[static_cast<std::size_t>(frame * Condition::kCurves + plane)] =
                0.01F * std::clamp(value, -100.0F, 100.0F);
        }
    };
    paint(voice.breathiness, 0, 0.0F);
    paint(voice.tension, 1, 0.0F);
    paint(voice.gender, 2, 0.0F);
    paint(voice.voicing, 3, 100.0F);
}

/// First moment at which a note matters to the condition: consonants come before the onset.
double beginOf(const PerformedNote& note) {
    double begin = note.onset;
    for (const PhonemeSpan& span : note.phonemes) begin = std::min(begin, span.start);
    return begin;
}
double endOf(const PerformedNote& note) {
    double end = std::max(note.onset, note.offset);
    for (const PhonemeSpan& span : note.phonemes) end = std::max(end, span.end);
    return end;
}

/// No note rises faster than a struck string, or for more than half of its length where it is told
/// to take its time.
float riseOf(const PerformedNote& note, float own) {
    constexpr float kStruck = 0.001F;
    if (note.rise <= 0.0F) return std::max(std::min(own, kStruck), own + note.rise);
    const auto half = static_cast<float>(0.5 * (note.offset - note.onset));
    return std::max(own, std::min(own + note.rise, half));
}

}  // namespace

dsp::Excitation makeExcitation(const PerformedPart& part, const Instrument& instrument,
                               std::uint64_t seed) {
    if (instrument.percussion) return {drumNotes(part), seed};
    if (instrument.singer) return {vocalNotes(part, instrument), seed};
    std::vector<dsp::ExcitationNote> notes;
    notes.reserve(part.notes.size());
    for (const PerformedNote& note : part.notes) {
        dsp::ExcitationNote one;
        const auto semitones = static_cast<double>(note.pitch);
        one.onset = note.onset;
        one.offset = note.offset;
        one.frequency = 440.0 * std::exp2((semitones - 69.0) / 12.0);
        one.amplitude = note.velocity;
        one.envelope = instrument.envelope;
        one.envelope.attack = riseOf(note, instrument.envelope.attack);
        one.envelope.decayT60 *= static_cast<float>(
            std::pow(static_cast<double>(instrument.decayOctave), (semitones - 60.0) / 12.0));
        one.pitch = note.bend;
        one.key = note.id;
        notes.push_back(std::move(one));
    }
    return {std::move(notes), seed};
}

void neutralise(Condition& condition, ConditionPlane plane) {
    switch (plane) {
        case ConditionPlane::ExcitationMel:
            std::ranges::fill(condition.excitationMel, std::log(dsp::kLogFloor));
            return;
        case ConditionPlane::Roll:
            std::ranges::fill(condition.roll, 0.0F);
            return;
        case ConditionPlane::Phonemes:
            std::ranges::fill(condition.phoneme, std::int16_t{0});
            std::ranges::fill(condition.phonemePlace, 0.0F);
            return;
        case ConditionPlane::Curves:
            for (std::size_t i = 0; i < condition.curves.size(); ++i)
                condition.curves[i] =
                    i % Condition::kCurves == Condition::kCurves - 1 ? 1.0F : 0.0F;
            return;
    }
}

ConditionBuilder::ConditionBuilder(const PerformedPart& part, const Instrument& instrument,
                                   const dsp::Excitation& excitation)
    : part_(&part), instrument_(instrument.index), excitation_(&excitation) {
    for (const PerformedNote& note : part.notes) {
        longest_ = std::max({longest_, endOf(note) - note.onset, note.onset - beginOf(note)});
    }
}

void ConditionBuilder::build(std::int64_t firstFrame, std::int64_t frames, Condition& out) {
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(frames, 0));
    out.firstFrame = firstFrame;
    out.frames = static_cast<std::int64_t>(count);
    out.instrument = instrument_;
    out.roll.assign(count * Condition::kRollPlanes * Condition::kPitches, 0.0F);
    out.phoneme.assign(count, 0);
    out.phonemePlace.assign(count, 0.0F);
    out.excitationMel.assign(count * dsp::kMelBands, 0.0F);
    out.curves.assign(count * Condition::kCurves, 0.0F);
    if (count == 0) return;
    paintCurves(part_->voice, out);

    const double margin = longest_ + kFrameSeconds;
    const auto& notes = part_->notes;
    auto note = std::lower_bound(
        notes.begin(), notes.end(), centre(firstFrame) - margin,
        [](const PerformedNote& one, double seconds) { return one.onset < seconds; });
    const double end = centre(firstFrame + out.frames) + margin;
    for (; note != notes.end() && note->onset <= end; ++note) {
        paintRoll(*note, out);
        paintPhonemes(*note, out);
    }

    // Nothing sounds before sample 0, so a range that starts there sees silence to its left.
    const std::int64_t start = std::max<std::int64_t>(0, firstFrame * dsp::kHop - kHalfWindow);
    const std::int64_t stop =
        std::max(start, (firstFrame + out.frames - 1) * dsp::kHop + kHalfWindow);
    samples_.resize(static_cast<std::size_t>(stop - start));
    excitation_->render(start, samples_);
    mel_.analyse(samples_, start, firstFrame, out.frames, out.excitationMel);
}

}  // namespace arioso
