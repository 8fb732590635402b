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
/// Amplitude goes with so high a power of the velocity: soundfonts' attenuation of 40 dB a decade
/// (SoundFont 2.04, 8.4.1), from which the networks learnt.
constexpr float kLoudness = 2.0F;

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
    take.gain = std::pow(velocity / kVelocities[layer], kLoudness);
    return take;
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
        }
    return found;
}

}  // namespace arioso::play
