#include "dsp/excitation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/audio_format.h"
#include "dsp/excitation_kernel.h"
#include "dsp/philox.h"

namespace arioso::dsp {

namespace {

constexpr double kLowestHz = 8.0;
constexpr double kHighestHz = 20000.0;
constexpr double kLongestSeconds = 1e8;  // keeps sample indices far from overflow
constexpr double kLn2PerCent = std::numbers::ln2 / 1200.0;
constexpr float kMostCents = 12000.0F;
constexpr double kShortestCurve = 1e-6;             // seconds; steeper than that is a jump
constexpr double kOctaves60Db = 9.965784284662087;  // log2(10^3)
constexpr double kShortestT60 = 0.005;
constexpr double kLongestT60 = 600.0;
constexpr std::int64_t kBlock = kExcitationBlock;

std::int64_t floorBlock(std::int64_t sample) {
    return (sample >= 0 ? sample : sample - (kBlock - 1)) / kBlock * kBlock;
}

bool playable(const ExcitationNote& note) {
    return std::isfinite(note.frequency) && note.frequency >= kLowestHz &&
           note.frequency <= kHighestHz && std::isfinite(note.amplitude) && note.amplitude > 0.0F &&
           std::isfinite(note.onset) && std::isfinite(note.offset) &&
           std::abs(note.onset) < kLongestSeconds && std::abs(note.offset) < kLongestSeconds;
}

/// Points of the curve from the onset on, in order of time; the first one is the onset itself.
std::vector<PitchPoint> curveFromOnset(std::vector<PitchPoint> points) {
    std::erase_if(points, [](const PitchPoint& point) {
        return !std::isfinite(point.seconds) || !std::isfinite(point.cents);
    });
    for (PitchPoint& point : points) {
        point.cents = std::clamp(point.cents, -kMostCents, kMostCents);
    }
    std::stable_sort(points.begin(), points.end(), [](const PitchPoint& a, const PitchPoint& b) {
        return a.seconds < b.seconds;
    });
    std::vector<PitchPoint> curve;
    const auto next = std::find_if(points.begin(), points.end(),
                                   [](const PitchPoint& point) { return point.seconds > 0.0; });
    float atOnset = 0.0F;
    if (next == points.begin() && next != points.end()) {
        atOnset = next->cents;
    } else if (next == points.end() && !points.empty()) {
        atOnset = points.back().cents;
    } else if (!points.empty()) {
        const PitchPoint& before = *(next - 1);
        const double place = -before.seconds / (next->seconds - before.seconds);
        atOnset = static_cast<float>(before.cents + (next->cents - before.cents) * place);
    }
    curve.push_back({0.0, atOnset});
    curve.insert(curve.end(), next, points.end());
    return curve;
}

EnvelopeShape shapeOf(const ExcitationNote& note) {
    const auto rate = [](float t60) {
        return kOctaves60Db / std::clamp(static_cast<double>(t60), kShortestT60, kLongestT60);
    };
    const ExcitationEnvelope& envelope = note.envelope;
    EnvelopeShape shape;
    shape.attack = std::isfinite(envelope.attack) ? static_cast<double>(envelope.attack) : 0.0;
    shape.held = std::max(0.0, note.offset - note.onset);
    shape.heldRate = envelope.decayT60 > 0.0F ? rate(envelope.decayT60) : 0.0;
    shape.releaseRate = rate(std::isnan(envelope.releaseT60) ? 0.0F : envelope.releaseT60);
    return shape;
}

}  // namespace

Excitation::Excitation(std::vector<ExcitationNote> notes, std::uint64_t seed) : seed_(seed) {
    std::stable_sort(
        notes.begin(), notes.end(),
        [](const ExcitationNote& a, const ExcitationNote& b) { return a.onset < b.onset; });
    for (ExcitationNote& note : notes) {
        if (!playable(note)) continue;
        Voice voice;
        const std::vector<PitchPoint> curve = curveFromOnset(std::move(note.pitch));
        double phase = 0.0;
        for (std::size_t i = 0; i < curve.size(); ++i) {
            const bool held = i + 1 == curve.size();
            const double length = held ? 0.0 : curve[i + 1].seconds - curve[i].seconds;
            if (!held && length < kShortestCurve) continue;
            const double cents = curve[i].cents;
            const double rise = held ? 0.0 : curve[i + 1].cents - cents;
            Segment segment{};
            segment.start = curve[i].seconds;
            segment.phase = phase;
            segment.frequency = note.frequency * std::exp(cents * kLn2PerCent);
            segment.slope = held ? 0.0 : rise * kLn2PerCent / length;
            const double cycles = segment.frequency * glideTime(segment.slope, length);
            phase = phase + cycles - std::floor(phase + cycles);
            voice.segments.push_back(segment);
        }
        note.pitch.clear();
        voice.first = static_cast<std::int64_t>(std::ceil(note.onset * kSampleRate));
        const double end = note.onset + shapeOf(note).duration();
        voice.last = static_cast<std::int64_t>(std::ceil(end * kSampleRate));
        voice.note = std::move(note);
        longest_ = std::max(longest_, voice.last - voice.first);
        end_ = std::max(end_, voice.last);
        voices_.push_back(std::move(voice));
    }
}

std::vector<std::int64_t> Excitation::onsets() const {
    std::vector<std::int64_t> firsts;
    firsts.reserve(voices_.size());
    for (const Voice& voice : voices_) firsts.push_back(voice.first);
    return firsts;
}

void Excitation::render(std::int64_t start, std::span<float> out) const noexcept {
    std::fill(out.begin(), out.end(), 0.0F);
    const std::int64_t stop = start + static_cast<std::int64_t>(out.size());
    auto voice =
        std::lower_bound(voices_.begin(), voices_.end(), start - longest_,
                         [](const Voice& one, std::int64_t sample) { return one.first < sample; });
    for (; voice != voices_.end() && voice->first < stop; ++voice) {
        if (voice->last > start) addVoice(*voice, start, out);
    }
}

bool Excitation::sounds(std::int64_t start, std::int64_t length) const noexcept {
    auto voice =
        std::lower_bound(voices_.begin(), voices_.end(), start - longest_,
                         [](const Voice& one, std::int64_t sample) { return one.first < sample; });
    for (; voice != voices_.end() && voice->first < start + length; ++voice) {
        if (voice->last > start) return true;
    }
    return false;
}

// Every value below is a function of the sample's absolute index alone: runs end at multiples of
// kBlock and at the curve's own corners, never where the caller's range happens to end.
void Excitation::addVoice(const Voice& voice, std::int64_t start,
                          std::span<float> out) const noexcept {
    const ExcitationNote& note = voice.note;
    const double onset = note.onset * kSampleRate;
    const auto base = static_cast<std::int64_t>(std::floor(onset));
    const auto clockAt = [&](std::int64_t sample) {
        return NoteClock{sample - base, onset - std::floor(onset)};
    };
    const auto seconds = [&](std::int64_t sample) {
        return (static_cast<double>(sample - base) - (onset - std::floor(onset))) / kSampleRate;
    };
    const EnvelopeShape shape = shapeOf(note);
    const float noise = std::clamp(note.noise, 0.0F, 1.0F);
    const float pulseGain = note.amplitude * std::sqrt(1.0F - noise);
    const float noiseGain = note.amplitude * std::sqrt(noise) * kExcitationRms;
    const Philox random(seed_, note.key);

    const std::int64_t stop = std::min(voice.last, start + static_cast<std::int64_t>(out.size()));
    std::array<float, kExcitationBlock> level;
    std::array<float, kExcitationBlock> tone;
    auto segment = voice.segments.begin();
    std::int64_t blockEnd = 0;
    for (std::int64_t at = std::max(start, voice.first); at < stop; at = blockEnd) {
        const std::int64_t blockStart = floorBlock(at);
        blockEnd = std::min(stop, blockStart + kBlock);
        const auto count = static_cast<std::size_t>(blockEnd - at);
        float* const target = out.data() + (at - start);
        fillEnvelope(shape, clockAt(at), {level.data(), count});
        if (pulseGain > 0.0F) {
            for (std::int64_t from = at; from < blockEnd;) {
                // upper_bound keeps a far jump into a long curve as cheap as a small step.
                segment = std::upper_bound(segment + 1, voice.segments.end(), seconds(from),
                                           [](double t, const Segment& s) { return t < s.start; }) -
                          1;
                const bool last = segment + 1 == voice.segments.end();
                const double runStart = std::max(seconds(blockStart), segment->start);
                double runEnd = seconds(blockStart + kBlock);
                std::int64_t to = blockEnd;
                if (!last && (segment + 1)->start < runEnd) {
                    runEnd = (segment + 1)->start;
                    for (to = from + 1; to < blockEnd && seconds(to) < runEnd;) ++to;
                }
                const PulseRun run =
                    makePulseRun(segment->start, segment->phase, segment->frequency, segment->slope,
                                 runStart, runEnd);
                fillPulses(run, clockAt(from),
                           {tone.data() + (from - at), static_cast<std::size_t>(to - from)});
                from = to;
            }
            for (std::size_t i = 0; i < count; ++i) target[i] += pulseGain * level[i] * tone[i];
        }
        if (noiseGain > 0.0F) {
            std::array<float, 4> normals{};
            for (std::size_t i = 0; i < count; ++i) {
                const auto index = static_cast<std::uint64_t>(at - voice.first) + i;
                if (i == 0 || index % 4 == 0) normals = random.normalBlock(index / 4);
                target[i] += noiseGain * level[i] * normals[index % 4];
            }
        }
    }
}

}  // namespace arioso::dsp
