#include "src/play/note_bank.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "dsp/audio_format.h"

namespace arioso::play {
namespace {

constexpr std::size_t kLayers = NoteBank::kVelocities.size();
/// Where players' hands are most of the time.
constexpr int kMiddle = 62;
/// A key may stand for its neighbours up to so many semitones away, until theirs are there.
constexpr int kFarthest = 14;
/// Amplitude goes with so high a power of the velocity, where it cannot be measured: soundfonts'
/// attenuation of 40 dB a decade (SoundFont 2.04, 8.4.1), from which the networks learnt.
constexpr double kLoudness = 2.0;
/// Samples from a note's beginning over which its level is taken.
constexpr std::int64_t kMeasured = dsp::kSampleRate / 3;

std::size_t nearestLayer(float velocity) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < kLayers; ++i)
        if (std::abs(NoteBank::kVelocities[i] - velocity) <
            std::abs(NoteBank::kVelocities[best] - velocity))
            best = i;
    return best;
}

PerformedPart heldNote(const Instrument& instrument, int key, float velocity) {
    PerformedNote note;
    note.onset = static_cast<double>(NoteBank::kOnset) / dsp::kSampleRate;
    // A drum is not held.
    note.offset = note.onset + (instrument.percussion ? 0.5 : NoteBank::kLongest);
    note.pitch = static_cast<float>(key);
    note.velocity = velocity;
    PerformedPart part;
    part.program = instrument.program;
    part.percussion = instrument.percussion;
    part.notes = {note};
    return part;
}

}  // namespace

NoteBank::NoteBank(const std::shared_ptr<const models::ModelSet>& models,
                   const Instrument& instrument, StemOptions options)
    : instrument_(instrument), lowest_(instrument.lowest), highest_(instrument.highest) {
    options.spanWindows = 1;
    for (int key = lowest_; key <= highest_; ++key)
        for (std::size_t layer = 0; layer < kLayers; ++layer) {
            const PerformedPart part = heldNote(instrument_, key, kVelocities[layer]);
            // Every key has noise of its own, or chords would beat with themselves.
            options.stem = static_cast<std::uint32_t>(key);
            const RenderTrack track{0, options.stem, &part, &instrument_};
            tracks_.push_back(std::make_shared<LiveTrack>(models, track, options));
            tracks_.back()->fix();
        }
    struct Use {
        int rank;
        std::shared_ptr<LiveTrack> track;
    };
    std::vector<Use> uses;
    for (int key = lowest_; key <= highest_; ++key)
        for (std::size_t layer = 0; layer < kLayers; ++layer) {
            int rank = std::abs(key - kMiddle);
            // Mezzo-forte of every third key, of every key, then loud, then soft.
            if (layer != 1)
                rank += layer == 2 ? 400 : 600;
            else if (key % 3 != 0 || instrument_.percussion)
                rank += 200;
            uses.push_back({rank, track(key, layer)});
        }
    std::ranges::stable_sort(uses, {}, &Use::rank);
    for (Use& use : uses) byUse_.push_back(std::move(use.track));
}

const std::shared_ptr<LiveTrack>& NoteBank::track(int key, std::size_t layer) const {
    return tracks_[static_cast<std::size_t>(key - lowest_) * kLayers + layer];
}

NoteBank::Take NoteBank::takeOf(int key, float velocity, int from, std::size_t layer) const {
    Take take;
    take.track = track(from, layer);
    take.ratio = std::exp2((key - from) / 12.0);
    take.gain =
        static_cast<float>(std::pow(static_cast<double>(velocity / kVelocities[layer]), kLoudness));
    return take;
}

/// Level of a note that has been rendered; 0 = not yet, or silent.
double NoteBank::levelOf(int key, std::size_t layer, RenderPool& pool) const {
    const LiveTrack::Samples samples = pool.get(*track(key, layer), 0);
    if (!samples || static_cast<std::int64_t>(samples->size()) < kOnset + kMeasured) return 0.0;
    double sum = 0.0;
    for (std::int64_t i = kOnset; i < kOnset + kMeasured; ++i) {
        const auto sample = static_cast<double>((*samples)[static_cast<std::size_t>(i)]);
        sum += sample * sample;
    }
    return std::sqrt(sum / static_cast<double>(kMeasured));
}

/// What a track of one velocity is multiplied by to be as loud as another: between the velocities
/// that were rendered by their own levels.
float NoteBank::gainFor(int key, float velocity, std::size_t layer, RenderPool& pool) const {
    const float own = kVelocities[layer];
    const bool up = velocity > own;
    const bool between = up ? layer + 1 < kLayers : layer > 0;
    double power = kLoudness;
    if (between) {
        const std::size_t other = up ? layer + 1 : layer - 1;
        const double here = levelOf(key, layer, pool);
        const double there = levelOf(key, other, pool);
        if (here > 0.0 && there > 0.0)
            power =
                std::log(there / here) / std::log(static_cast<double>(kVelocities[other] / own));
    }
    return static_cast<float>(std::pow(static_cast<double>(velocity / own), power));
}

NoteBank::Take NoteBank::best(int key, float velocity) const {
    if (instrument_.percussion && (key < lowest_ || key > highest_)) return {};
    return takeOf(key, velocity, std::clamp(key, lowest_, highest_), nearestLayer(velocity));
}

NoteBank::Take NoteBank::ready(int key, float velocity, RenderPool& pool) const {
    const std::size_t wanted = nearestLayer(velocity);
    const int centre = std::clamp(key, lowest_, highest_);
    if (instrument_.percussion && centre != key) return {};
    Take found;
    int foundKey = centre;
    std::size_t foundLayer = 0;
    double least = std::numeric_limits<double>::max();
    const int reach = instrument_.percussion ? 0 : kFarthest;
    for (int from = std::max(lowest_, centre - reach); from <= std::min(highest_, centre + reach);
         ++from)
        for (std::size_t layer = 0; layer < kLayers; ++layer) {
            // Another velocity changes the colour less than three semitones do.
            const double distance =
                std::abs(from - centre) +
                2.5 * std::abs(static_cast<double>(layer) - static_cast<double>(wanted));
            if (distance >= least || !pool.get(*track(from, layer), 0)) continue;
            least = distance;
            found = takeOf(key, velocity, from, layer);
            foundKey = from;
            foundLayer = layer;
        }
    if (found.track) found.gain = gainFor(foundKey, velocity, foundLayer, pool);
    return found;
}

}  // namespace arioso::play
