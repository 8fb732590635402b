#include "src/perform/humanize.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dsp/philox.h"

namespace arioso {
namespace {

// Standard deviations at amount 1, seconds: what the ensemble shares in a beat, what the player
// adds in a beat, what the hand adds at a note. Together 7.5 ms, the scatter of good ensembles
// (Rasch 1979).
constexpr float kEnsembleSigma = 0.006F;
constexpr float kPlayerSigma = 0.0035F;
constexpr float kHandSigma = 0.0028F;
constexpr float kLengthSigma = 0.02F;  // of the length
constexpr float kVelocitySigma = 0.03F;
constexpr float kArc = 0.05F;  // velocity, from the ends of a phrase to its middle
constexpr float kMost = 2.5F;  // standard deviations
constexpr double kPhraseBeats = 16.0;
constexpr std::uint64_t kEnsembleStream = 0x68756d616eULL << 16U;
constexpr std::uint64_t kPlayerStream = kEnsembleStream + (1ULL << 40U);
constexpr std::uint64_t kHandStream = kEnsembleStream + (2ULL << 40U);

float bounded(float value) {
    return std::clamp(value, -kMost, kMost);
}

/// A deviation that moves smoothly from beat to beat.
class BeatNoise {
  public:
    BeatNoise(std::uint64_t seed, std::uint64_t stream) : random_(seed, stream) {}

    float at(double beat) {
        const double floor = std::floor(std::clamp(beat, 0.0, 1e15));
        const auto index = static_cast<std::uint64_t>(floor);
        if (index != index_) {
            left_ = index == index_ + 1 ? right_ : bounded(random_.normal(index));
            right_ = bounded(random_.normal(index + 1));
            index_ = index;
        }
        return left_ + static_cast<float>(beat - floor) * (right_ - left_);
    }

  private:
    dsp::Philox random_;
    std::uint64_t index_ = 1ULL << 62U;
    float left_ = 0.0F;
    float right_ = 0.0F;
};

/// Whether the onsets were played in rather than written: few of them on a 1/48 or 1/64 grid.
bool playedByHand(const std::vector<PlannedNote>& notes) {
    std::size_t loose = 0;
    for (const PlannedNote& note : notes) {
        const double fine = note.beat * 48.0;
        const double binary = note.beat * 16.0;
        if (note.exact && std::abs(fine - std::round(fine)) > 0.02 &&
            std::abs(binary - std::round(binary)) > 0.02) {
            ++loose;
        }
    }
    return loose * 3 > notes.size();
}

/// End of the phrase that begins at `first`: a rest of half a beat or four bars of common time.
std::size_t phraseEnd(const std::vector<PlannedNote>& notes, std::size_t first) {
    double reached = notes[first].endBeat;
    std::size_t last = first + 1;
    while (last < notes.size() && notes[last].beat < reached + 0.5 &&
           notes[last].beat < notes[first].beat + kPhraseBeats) {
        reached = std::max(reached, notes[last].endBeat);
        ++last;
    }
    return last;
}

void shapePhrases(std::vector<PlannedNote>& notes, float amount) {
    for (std::size_t first = 0; first < notes.size();) {
        const std::size_t last = phraseEnd(notes, first);
        const double start = notes[first].beat;
        const double width = notes[last - 1].beat - start;
        for (std::size_t i = first; i < last && width >= 2.0; ++i) {
            const auto place = static_cast<float>((notes[i].beat - start) / width);
            notes[i].velocity += amount * kArc * (4.0F * place * (1.0F - place) - 0.5F);
        }
        first = last;
    }
}

}  // namespace

void humanize(std::vector<PlannedNote>& notes, double amount, std::uint64_t seed,
              std::uint64_t stream, bool percussion) {
    if (amount <= 0.0 || notes.empty()) return;
    const auto loose = static_cast<float>(amount);
    const bool keepTimes = playedByHand(notes);
    if (!percussion && !keepTimes) shapePhrases(notes, loose);
    BeatNoise ensemble(seed, kEnsembleStream);
    BeatNoise player(seed, kPlayerStream + stream);
    BeatNoise ensembleEnd(seed, kEnsembleStream);
    BeatNoise playerEnd(seed, kPlayerStream + stream);
    const dsp::Philox hand(seed, kHandStream + stream);
    for (PlannedNote& note : notes) {
        if (keepTimes) continue;
        const std::array<float, 4> own = hand.normalBlock(note.id);
        note.velocity += loose * kVelocitySigma * bounded(own[2]) * (note.exact ? 0.5F : 1.0F);
        const float shift = kEnsembleSigma * ensemble.at(note.beat) +
                            kPlayerSigma * player.at(note.beat) + kHandSigma * bounded(own[0]);
        const float shiftEnd = kEnsembleSigma * ensembleEnd.at(note.endBeat) +
                               kPlayerSigma * playerEnd.at(note.endBeat);
        const double length = note.offset - note.onset;
        const double stretch = 1.0 + static_cast<double>(loose * kLengthSigma * bounded(own[1]));
        const double moved = static_cast<double>(loose * (shiftEnd - shift));
        // A short note keeps most of its length whatever the hands do.
        const double newLength = std::max(0.7 * length, length * stretch + moved);
        note.onset = std::max(0.0, note.onset + static_cast<double>(loose * shift));
        note.offset = note.onset + newLength;
    }
}

}  // namespace arioso
