#include "src/compose/tune.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/guided_sampler.h"
#include "src/compose/scale_steps.h"
#include "src/compose/tune_shape.h"

namespace arioso {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr int kDraws = 10;
/// What a semitone beyond a step costs a tune of steps, and is worth to one of leaps.
constexpr double kLeapCost = 0.6;
constexpr double kChordTone = 0.9;  ///< trust in chord tones beside the melody model

/// A note to be pitched and what is known of its place.
struct Place {
    int tick = 0;
    int duration = 0;
    int bar = 0;
    int strength = 0;
    const ChordSlot* slot = nullptr;
    const ChordSlot* next = nullptr;  ///< of the note after; nullptr at the end
    StepWish wish;
    double target = 0.0;  ///< semitones above the tonic that the curve asks for
    bool last = false;
};

std::vector<Place> placesOf(const MetrePlan& metre, const std::vector<ChordSlot>& slots,
                            const TuneWish& wish) {
    std::vector<Place> places;
    for (std::size_t bar = 0; bar < wish.rhythm.size(); ++bar)
        for (const RhythmNote& note : wish.rhythm[bar]) {
            Place place;
            place.bar = static_cast<int>(bar);
            place.tick = place.bar * metre.barTicks + note.place;
            place.duration = note.duration;
            place.strength = metre.strength(note.place, note.duration);
            place.slot = &slotAt(slots, place.tick);
            if (places.size() < wish.steps.size()) place.wish = wish.steps[places.size()];
            places.push_back(place);
        }
    for (std::size_t i = 0; i + 1 < places.size(); ++i) places[i].next = places[i + 1].slot;
    if (!places.empty()) places.back().last = wish.closes;
    return places;
}

/// A phrase rises to its climax after the middle and falls to its cadence.
void setTargets(std::vector<Place>& places, const Character& character, const TuneWish& wish,
                models::RandomStream& random) {
    if (places.empty()) return;
    const double centre = character.centre - wish.tonic + wish.lift;
    const double height = 4.0 + 4.0 * character.leaps;
    const double summit = random.between(0.45, 0.75);
    const double end = places.back().tick + places.back().duration;
    for (Place& place : places) {
        const double at = place.tick / std::max(end, 1.0);
        const double rise = at < summit ? at / summit : 1.0 - (at - summit) / (1.0 - summit);
        place.target = centre - 0.4 * height + height * std::sin(1.5707963 * rise);
    }
}

bool allowedPitch(int semitones, const Place& place, bool minor) {
    const std::uint32_t chord = chordMask(place.slot->chord);
    if (inMask(chord, semitones)) return true;
    if (!inMask(scaleMask(minor), semitones)) return false;
    // Beside a chord tone that alters it a note of the scale is a false relation.
    if (minor && pitchClassOf(semitones) == 10 && inMask(chord, 11)) return false;
    return true;
}

double cadenceWeight(int semitones, const Place& place, const TuneWish& wish, bool minor) {
    const int pitchClass = pitchClassOf(semitones);
    const int third = minor ? 3 : 4;
    switch (wish.cadence) {
        case Cadence::Perfect:
            return pitchClass == 0 ? 0.0 : kNever;
        case Cadence::Imperfect:
        case Cadence::Plagal:
            return pitchClass == third ? 0.8 : pitchClass == 7 || pitchClass == 0 ? 0.0 : kNever;
        case Cadence::Half:
            return pitchClass == 2 ? 0.5 : pitchClass == 7 ? 0.3 : pitchClass == 11 ? -0.3 : kNever;
        case Cadence::Deceptive:
            return inMask(chordMask(place.slot->chord), semitones) ? 0.0 : kNever;
    }
    return 0.0;
}

double unaryWeight(const ComposerTables& tables, const Place& place, int pitch,
                   const Character& character, const TuneWish& wish) {
    if (pitch < wish.lowest || pitch > wish.highest) return kNever;
    const int semitones = pitch - wish.tonic;
    if (!allowedPitch(semitones, place, character.minor)) return kNever;
    const Chord chord = place.slot->chord;
    const auto& tones = tables.chordTone[static_cast<std::size_t>(chord.quality)]
                                        [static_cast<std::size_t>(place.strength)];
    double sum =
        kChordTone *
        std::log(12.0 * tones[static_cast<std::size_t>(pitchClassOf(semitones - chord.root))]);
    // Long notes and downbeats belong to the chord.
    if (place.strength == 0 && !inMask(chordMask(chord), semitones)) sum -= 1.2;
    constexpr double kSpread = 5.5;
    const double off = (semitones - place.target) / kSpread;
    sum -= 0.5 * off * off;
    if (place.wish.weight > 0.0)
        sum -= place.wish.weight * std::abs(stepOf(semitones) - place.wish.step);
    if (place.last) sum += cadenceWeight(semitones, place, wish, character.minor);
    return sum;
}

/// What speaks for or against a step from one note to the next.
double pairWeight(const Place& from, const Place& to, int before, int pitch,
                  const Character& character, const TuneWish& wish) {
    const int move = pitch - before;
    const int size = std::abs(move);
    constexpr double kSizes[] = {-0.2, 0.2,  0.0,  0.1,  0.1,  0.1, -3.5,
                                 -0.1, -1.0, -0.8, -4.0, -6.0, -0.4};
    double sum = size <= 12 ? kSizes[size] : -8.0;
    if (size > 4) sum -= 1.0 - character.leaps;
    if (size > 2) sum -= kLeapCost * (0.5 - character.leaps) * std::min(size - 2, 5);
    if (size > 2 && to.duration < 6) sum -= 1.0;
    const int low = pitchClassOf(before - wish.tonic);
    const int high = pitchClassOf(pitch - wish.tonic);
    const std::uint32_t chord = chordMask(from.slot->chord);
    if (!inMask(chord, low)) {
        // Passing, neighbouring and suspended notes go on by step.
        if (size > 2) sum -= 4.0;
        if (size == 0) sum -= 1.5;
    }
    if (!inMask(chordMask(to.slot->chord), high) && size > 2) sum -= to.strength == 0 ? 2.5 : 3.0;
    const bool dominant = inMask(chord, 11) && inMask(chord, 2);
    const bool resolves = to.slot != from.slot;
    if (low == 11 && dominant && resolves && move != 1) sum -= 4.0;
    if (low == 11 && move < -4) sum -= 1.5;
    if (low == 5 && dominant && inMask(chord, 5) && resolves && (move > 0 || move < -2)) sum -= 2.0;
    if (character.minor && ((low == 8 && high == 11) || (low == 11 && high == 8))) sum -= 7.0;
    // The second note of a cadence's repeated tonic says nothing new.
    if (to.last && size == 0) sum -= 1.5;
    if (to.last && size > 4 && wish.cadence != Cadence::Half) sum -= 1.5;
    return sum;
}

std::vector<int> contextOf(const TuneWish& wish) {
    std::vector<int> context;
    const auto add = [&](const std::vector<int>& pitches) {
        for (const int pitch : pitches)
            context.push_back(
                std::clamp(pitch - wish.tonic - kMelodyLowest, 0, kMelodyPitches - 1));
    };
    add(wish.before);
    context.push_back(kPhraseEnd);
    add(wish.upbeat);
    return context;
}

std::vector<TuneNote> notesOf(const std::vector<Place>& places, const std::vector<int>& symbols,
                              int tonic) {
    std::vector<TuneNote> out;
    for (std::size_t i = 0; i < places.size(); ++i)
        out.push_back({places[i].tick, places[i].duration, symbols[i] + kMelodyLowest + tonic,
                       places[i].bar});
    return out;
}

double knownBars(const std::vector<TuneNote>& notes, const TuneWish& wish) {
    if (!wish.known) return 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < notes.size();) {
        std::size_t end = i;
        while (end < notes.size() && notes[end].bar == notes[i].bar) ++end;
        if (wish.known(std::vector<TuneNote>(notes.begin() + static_cast<std::ptrdiff_t>(i),
                                             notes.begin() + static_cast<std::ptrdiff_t>(end))))
            sum += end - i > 1 ? 1.0 : 0.3;
        i = end;
    }
    return sum;
}

}  // namespace

std::vector<TuneNote> writeTune(const ComposerTables& tables, const MetrePlan& metre,
                                const Character& character, const std::vector<ChordSlot>& slots,
                                const TuneWish& wish, models::RandomStream& random) {
    std::vector<Place> places = placesOf(metre, slots, wish);
    setTargets(places, character, wish, random);
    models::GuidedSampler::Plan plan;
    plan.length = places.size();
    plan.unary = [&](std::size_t t, int symbol) {
        if (symbol == kPhraseEnd) return kNever;
        return unaryWeight(tables, places[t], symbol + kMelodyLowest + wish.tonic, character, wish);
    };
    plan.pair = [&](std::size_t t, int before, int symbol) {
        if (before == kPhraseEnd || symbol == kPhraseEnd) return 0.0;
        const Place& from = places[t == 0 ? 0 : t - 1];
        return pairWeight(from, places[t], before + kMelodyLowest + wish.tonic,
                          symbol + kMelodyLowest + wish.tonic, character, wish);
    };
    const models::GuidedSampler sampler(tables.melody[character.minor ? 1 : 0], contextOf(wish),
                                        plan);
    models::SamplingOptions options;
    options.temperature = 0.92;
    options.topP = 0.95;
    std::vector<TuneNote> best;
    double most = kNever;
    for (int draw = 0; draw < kDraws; ++draw) {
        const std::vector<int> symbols = sampler.draw(options, random);
        std::vector<TuneNote> notes = notesOf(places, symbols, wish.tonic);
        // Half of a draw's charm is chance: the likeliest tunes are the dullest.
        const double score =
            0.35 * sampler.score(symbols) / std::sqrt(static_cast<double>(symbols.size()) + 1.0) +
            shapeScore(notes) - 3.0 * knownBars(notes, wish);
        if (!best.empty() && score <= most) continue;
        most = score;
        best = std::move(notes);
    }
    return best;
}

std::vector<int> writeUpbeat(const ComposerTables& tables, const Character& character,
                             const std::vector<int>& durations, Chord chord, const TuneWish& wish,
                             int goal, models::RandomStream& random) {
    // Over a tonic the upbeat already belongs to the dominant that leads on.
    const std::uint32_t leading = chordMask({7, ChordQuality::Dominant7});
    const std::uint32_t tones = chordMask(chord);
    models::GuidedSampler::Plan plan;
    plan.length = durations.size() + 1;
    plan.unary = [&](std::size_t t, int symbol) {
        if (symbol == kPhraseEnd) return kNever;
        const int semitones = symbol + kMelodyLowest;
        const int pitch = semitones + wish.tonic;
        if (t == durations.size()) return pitch == goal ? 0.0 : kNever;
        if (pitch < wish.lowest || pitch > wish.highest) return kNever;
        if (!inMask(scaleMask(character.minor), semitones) && !inMask(tones, semitones))
            return kNever;
        double sum = inMask(tones, semitones) || inMask(leading, semitones) ? 0.0 : -1.0;
        if (pitchClassOf(semitones) == 7 && t == 0) sum += 0.8;
        return sum - 0.02 * (pitch - character.centre) * (pitch - character.centre);
    };
    plan.pair = [&](std::size_t t, int before, int symbol) {
        if (before == kPhraseEnd || symbol == kPhraseEnd) return 0.0;
        const int size = std::abs(symbol - before);
        if (size > 12 || size == 6 || size == 10 || size == 11) return -6.0;
        if (size == 0) return -1.5;
        // Fourths upwards are what upbeats are known for.
        if (t == durations.size() && symbol - before == 5) return 0.6;
        return size <= 2 ? 0.5 : size <= 5 ? -0.3 : -1.5;
    };
    const models::GuidedSampler sampler(tables.melody[character.minor ? 1 : 0], contextOf(wish),
                                        plan);
    if (!sampler.feasible()) return std::vector<int>(durations.size(), goal);
    models::SamplingOptions options;
    options.temperature = 0.9;
    options.topP = 0.95;
    std::vector<int> symbols = sampler.draw(options, random);
    symbols.pop_back();
    for (int& symbol : symbols) symbol += kMelodyLowest + wish.tonic;
    return symbols;
}

}  // namespace arioso
